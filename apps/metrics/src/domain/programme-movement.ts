import {
  isEvent,
  pointsAdjusted,
  pointsClawedBack,
  pointsExpired,
  pointsRedeemed,
  pointsReinstated,
  pointsTransferred,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';

import { calendarDay } from './calendar-day.js';

/** What moves points into wallets or out of them. */
export type PointsMovementKind =
  | 'issued'
  | 'redeemed'
  /** Spent before, and given back. */
  | 'reinstated'
  | 'expired'
  /** What was left of somebody who was forgotten. */
  | 'forgotten'
  | 'clawed-back'
  | 'adjusted'
  /** Between members: comes to 0. */
  | 'transferred';

export type RewardKind = 'gift' | 'discount' | 'benefit' | 'experience';

export type Issuer = 'ledger' | 'campaign' | 'other';

/** What a message says of points or rewards. */
interface ProgrammeMovement {
  readonly movement: PointsMovementKind | RewardKind;
  /** Signed: above 0 to the member. 0 for rewards that are no points. */
  readonly points: number;
}

/** What messages of a day and issuer come to. */
export interface DayOfProgramme extends Pick<ProgrammeMovement, 'movement'> {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly issuer: Issuer;
  readonly messages: number;
  readonly points: bigint;
}

const ISSUERS: ReadonlyMap<string, Issuer> = new Map([
  ['/perennial/ledger', 'ledger'],
  ['/perennial/campaign', 'campaign'],
]);

/** Corrections for late facts are published as adjustments. Their rule says what they correct. */
const CORRECTED: ReadonlyMap<string, PointsMovementKind> = new Map([
  ['erasure', 'forgotten'],
  ['expiry', 'expired'],
  ['expiry-reversal', 'expired'],
  ['redemption', 'redeemed'],
  ['reinstatement', 'reinstated'],
]);

export function issuerOf({ source }: Pick<Envelope, 'source'>): Issuer {
  return ISSUERS.get(source) ?? 'other';
}

/**
 * What a message on `loyalty.points` or `loyalty.reward-issued` moves. The points of all messages of the ledger sum to what
 * its members have: available, pending and reserved, less what they owe.
 *
 * @returns undefined for what moves nothing or only within a wallet: activated, reserved, released, notices
 */
export function movementOf(event: Envelope): ProgrammeMovement | undefined {
  if (isEvent(rewardIssued, event)) {
    const { kind, points = 0 } = event.data;
    return kind === 'points' ? { movement: 'issued', points } : { movement: kind, points: 0 };
  }
  if (isEvent(pointsRedeemed, event)) return { movement: 'redeemed', points: -event.data.points };
  if (isEvent(pointsExpired, event)) return { movement: 'expired', points: -event.data.points };
  if (isEvent(pointsClawedBack, event)) return { movement: 'clawed-back', points: -event.data.points };
  if (isEvent(pointsTransferred, event)) return { movement: 'transferred', points: event.data.points };
  if (isEvent(pointsReinstated, event)) {
    const { points, reason } = event.data;
    return { movement: reason.rule === 'expiry-reversal' ? 'expired' : 'reinstated', points };
  }
  if (!isEvent(pointsAdjusted, event)) return undefined;
  const { points, reason } = event.data;
  return points === 0 ? undefined : { movement: CORRECTED.get(reason.rule ?? '') ?? 'adjusted', points };
}

/**
 * What messages come to by day, issuer and movement.
 *
 * @param timeZone whose calendar days are meant
 * @returns sorted, so that two transactions write rows in one order
 */
export function daysOfProgramme(events: readonly Envelope[], timeZone: string): DayOfProgramme[] {
  const days = new Map<string, DayOfProgramme>();
  for (const event of events) {
    const moved = movementOf(event);
    if (!moved) continue;
    const { movement, points } = moved;
    const day = calendarDay(event.at, timeZone);
    const issuer = issuerOf(event);
    const key = `${day} ${issuer} ${movement}`;
    const sum = days.get(key) ?? { day, issuer, movement, messages: 0, points: 0n };
    days.set(key, { ...sum, messages: sum.messages + 1, points: sum.points + BigInt(points) });
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
