import { isEvent, pointsClawedBack, rewardIssued, type Envelope, type EventOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { awardsOf, type Programme } from '@perennial/programme';

import { takeTurn } from '../store/queries/take-turn.js';
import { saveAwards, type ReferralAward, type Side } from './queries/save-awards.js';
import { saveClawbacks, saveReversals, type ReferralClawback } from './queries/save-clawbacks.js';

/** The names of the awards for a friend, by side; of a programme that has none, nothing. */
export function referralAwards({ rules }: Pick<Programme, 'rules'>): ReadonlyMap<string, Side> {
  return new Map(
    rules.flatMap((rule) => {
      if (rule.kind !== 'points-per-referral') return [];
      const [referrer, referee] = awardsOf(rule);
      return [
        ...(referrer ? [[referrer.name, 'referrer'] as const] : []),
        ...(referee ? [[referee.name, 'referee'] as const] : []),
      ];
    }),
  );
}

/** What the ledger told of points for friends, by what was kept of it. */
export interface HeardOfFriends {
  readonly awards: readonly ReferralAward[];
  readonly clawbacks: readonly ReferralClawback[];
  /** Friends from whom something was taken back of which was not said what, and when. */
  readonly reversals: ReadonlyMap<string, { readonly at: number }>;
}

/**
 * Keeps what the ledger gave and took back for friends, and lets nobody else hear of any until `tx` ends.
 *
 * @param events of the ledger, about persons locked by `tx`
 * @param sides as `referralAwards` gives them
 */
export async function hearOfAwards(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  sides: ReadonlyMap<string, Side>,
): Promise<HeardOfFriends> {
  const heard = heardOfFriends(events, personOf, sides);
  if (events.length === 0) return heard;
  await takeTurn(tx, 'referrals');
  await saveAwards(tx, heard.awards);
  await saveClawbacks(tx, heard.clawbacks);
  await saveReversals(tx, heard.reversals);
  return heard;
}

function heardOfFriends(
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  sides: ReadonlyMap<string, Side>,
): HeardOfFriends {
  const awards: ReferralAward[] = [];
  const clawbacks: ReferralClawback[] = [];
  const reversals = new Map<string, { readonly at: number }>();
  for (const event of events) {
    if (isEvent(pointsClawedBack, event)) {
      const { transferId, thing, points, memberSequence: sequence, reason } = event.data;
      const [customerId, side] = [personOf(event.data.customerId), sides.get(reason.rule)];
      if (side === undefined) continue;
      if (thing !== undefined) clawbacks.push({ customerId, transferId, side, thing, points, sequence, at: event.at });
      else if (side === 'referee' && !reversals.has(customerId)) reversals.set(customerId, event);
    } else if (isEvent(rewardIssued, event)) awards.push(...awardOf(event, personOf, sides));
  }
  return { awards, clawbacks, reversals };
}

function awardOf(
  event: EventOf<typeof rewardIssued>,
  personOf: (customerId: string) => string,
  sides: ReadonlyMap<string, Side>,
): ReferralAward[] {
  const { causationid: causeId, causationsource: causeSource, at } = event;
  const { rewardId, reason, thing, points, memberSequence: sequence = 0 } = event.data;
  const side = sides.get(reason.rule);
  if (side === undefined || points === undefined || causeId === undefined || causeSource === undefined) return [];
  const customerId = personOf(event.data.customerId);
  return [{ customerId, rewardId, side, causeSource, causeId, at, thing, points, sequence }];
}

/** Whether an event of the ledger is about points for a friend. */
export function isAboutFriend(event: Envelope, sides: ReadonlyMap<string, unknown>): boolean {
  if (!isEvent(pointsClawedBack, event) && !isEvent(rewardIssued, event)) return false;
  return sides.has(event.data.reason.rule);
}
