import { programmeAt } from '@perennial/programme';

import { DAY_MS } from '../calendar.js';
import { notedExpiry, noticeOfExpiry, noticeOfTier, reachedBy } from '../notice.js';
import { tierWarning, expiryWarning } from '../posting/notice-message.js';
import type { Member } from '../posting/transfer.js';
import { letTimePass } from './advance.js';
import { memberOf, saveMember, type Draft } from './draft.js';

/**
 * Does what is due for members by an instant: points become available and expire, reservations lapse, tiers are lost, and
 * notices are given. Members who have a fact ahead of the instant are left as they are.
 *
 * @param asOf now, in milliseconds since 1970
 */
export function passTimeOf(draft: Draft, accounts: Iterable<string>, asOf: number): void {
  for (const account of accounts) {
    letTimePass(draft, account, asOf);
    const member = memberOf(draft, account);
    if (!member || member.state.mergedInto || member.state.erased || reachedBy(member.state) > asOf) continue;
    saveMember(draft, tellOfTier(draft, tellOfExpiry(draft, member, asOf), asOf));
  }
}

/** Every date is told of once. What would come late by more than the programme allows is only noted: nobody is told. */
function tellOfExpiry(draft: Draft, told: Member, asOf: number): Member {
  const { programmes } = draft.snapshot;
  let member = told;
  for (;;) {
    const notice = noticeOfExpiry(programmes, member);
    if (!notice || notice.at > asOf) return member;
    member = { ...member, noticed: notedExpiry(member.noticed, notice) };
    if (!isInTime(draft, notice.at, asOf)) continue;
    member = { ...member, pointsSequence: member.pointsSequence + 1n };
    draft.messages.push(expiryWarning(member, notice, programmeAt(programmes, asOf)));
  }
}

function tellOfTier(draft: Draft, member: Member, asOf: number): Member {
  const { programmes } = draft.snapshot;
  const notice = noticeOfTier(programmes, member);
  if (!notice || notice.at > asOf) return member;
  if (isInTime(draft, notice.at, asOf)) draft.messages.push(tierWarning(member, notice, programmeAt(programmes, asOf)));
  return { ...member, noticed: { ...member.noticed, tier: notice.happensAt } };
}

function isInTime({ snapshot }: Draft, noticeAt: number, asOf: number): boolean {
  return asOf - noticeAt < programmeAt(snapshot.programmes, asOf).maxReactionAgeDays * DAY_MS;
}
