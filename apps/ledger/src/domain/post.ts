import { deterministicId, type Envelope } from '@perennial/contracts';

import { saveMember, type Draft } from './draft.js';
import { placeOf, type Place } from './place.js';
import { pointsMessage } from './points-message.js';
import type { Member, Transfer, TransferKind } from './snapshot.js';

export interface Posting {
  readonly kind: TransferKind;
  readonly rule: string;
  /** What is paid for. */
  readonly fact: Place;
  /** Above 0. */
  readonly points: bigint;
  readonly occurredAt: number;
  /** The event being applied. */
  readonly cause: Envelope;
}

/**
 * Moves points into the member's wallet (accrual) or out of it: one transfer, one message.
 *
 * The transfer's id follows from member, rule, fact and cause. An event is applied once and changes an award of one rule
 * and fact once, so the id is unique, and the same after any crash.
 */
export function post(draft: Draft, member: Member, { kind, rule, fact, points, occurredAt, cause }: Posting): Member {
  const gives = kind === 'accrual';
  const next: Member = {
    ...member,
    available: gives ? member.available + points : member.available - points,
    transfers: member.transfers + 1n,
    rewardSequence: gives ? member.rewardSequence + 1n : member.rewardSequence,
    pointsSequence: gives ? member.pointsSequence : member.pointsSequence + 1n,
  };
  const transfer: Transfer = {
    account: member.account,
    customerId: member.customerId,
    number: next.transfers,
    transferId: deterministicId(member.customerId, rule, fact.source, fact.id, cause.source, cause.id),
    debit: gives ? 'issuance' : 'wallet',
    credit: gives ? 'wallet' : 'issuance',
    points,
    kind,
    rule,
    fact: placeOf(fact),
    cause: placeOf(cause),
    occurredAt,
    memberSequence: gives ? next.rewardSequence : next.pointsSequence,
  };
  draft.transfers.push(transfer);
  draft.messages.push(pointsMessage(draft.snapshot.programme, transfer, next.available, cause));
  saveMember(draft, next);
  return next;
}
