import {
  pointsClawedBack,
  rewardIssued,
  type Envelope,
  type PointsClawedBack,
  type RewardIssued,
} from '@perennial/contracts';
import { awardTexts, type Programme } from '@perennial/programme';

import type { Transfer, TransferKind } from './snapshot.js';

/** A message about a transfer, for `loyalty.reward-issued` or `loyalty.points`. */
export interface PointsMessage {
  readonly type: string;
  readonly id: string;
  readonly time: string;
  readonly subject: string;
  readonly data: RewardIssued | PointsClawedBack;
  readonly causationid: string;
  readonly causationsource: string;
  readonly correlationid?: string;
  readonly traceparent?: string;
}

/** The four parts of a member's wallet. Points wait, are set aside or are owed only in programmes that say so. */
export interface Balance {
  readonly available: number;
  readonly pending: number;
  readonly reserved: number;
  readonly debt: number;
}

export function balanceOf(available: bigint): Balance {
  return { available: Number(available), pending: 0, reserved: 0, debt: 0 };
}

/** One sentence for the member and for support. */
export function reasonText(programme: Programme, kind: TransferKind, rule: string): string {
  const text = awardTexts(programme).get(rule) ?? rule;
  if (kind === 'clawback') return `Taken back: ${text}`;
  if (kind === 'correction') return `Corrected by something that happened earlier: ${text}`;
  return text;
}

/** @param available the member's points directly after the transfer */
export function pointsMessage(
  programme: Programme,
  transfer: Transfer,
  available: bigint,
  cause: Envelope,
): PointsMessage {
  const { customerId, transferId, rule } = transfer;
  const points = Number(transfer.points);
  const time = new Date(transfer.occurredAt).toISOString();
  const reason = { rule, programmeVersion: programme.version, text: reasonText(programme, transfer.kind, rule) };
  const memberSequence = Number(transfer.memberSequence);
  const about = {
    id: transferId,
    time,
    subject: customerId,
    causationid: cause.id,
    causationsource: cause.source,
    ...(cause.correlationid === undefined ? {} : { correlationid: cause.correlationid }),
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
  if (transfer.kind === 'accrual') {
    const data: RewardIssued = {
      rewardId: transferId,
      customerId,
      kind: 'points',
      points,
      availableAt: time,
      reason,
      memberSequence,
    };
    return { type: rewardIssued.type, ...about, data };
  }
  const data: PointsClawedBack = {
    transferId,
    customerId,
    points,
    balance: balanceOf(available),
    memberSequence,
    reason,
  };
  return { type: pointsClawedBack.type, ...about, data };
}
