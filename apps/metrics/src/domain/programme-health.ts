import type { DelayCount } from './award-delay.js';
import { delayQuantile } from './award-delay.js';
import type { DayOfProgramme, Issuer, PointsMovementKind, RewardKind } from './programme-movement.js';

/** What messages of one period come to, by issuer and movement. */
export type ProgrammeSum = Pick<DayOfProgramme, 'issuer' | 'movement' | 'messages' | 'points'>;

/** What is known of a period, as far as it is added up. */
interface ProgrammePeriod {
  readonly sums: readonly ProgrammeSum[];
  /** Orders of known customers that count, placed in the period. */
  readonly orders: number;
  readonly delays: readonly DelayCount[];
}

/** How the programme did in a period. Whole points; what was taken is told above 0. */
export interface ProgrammeHealth {
  readonly issued: bigint;
  readonly redeemed: bigint;
  /** Spent before, and given back. */
  readonly reinstated: bigint;
  /** Less what was brought back. */
  readonly expired: bigint;
  /** What was left of customers who were forgotten. */
  readonly forgotten: bigint;
  readonly clawedBack: bigint;
  /** Signed: above 0 to the members. */
  readonly adjusted: bigint;
  /** Signed. Members give and get at once: 0 when all messages are here. */
  readonly transferred: bigint;
  /** What members have at the end of the period: available, pending and reserved, less what they owe. */
  readonly outstanding: bigint;
  readonly orders: number;
  /** Issued points per order; null without orders. */
  readonly pointsPerOrder: number | null;
  /** Redeemed and not reinstated for each point issued and not clawed back; null when none was. Above 1 where points of before were. */
  readonly redemptionRate: number | null;
  /** Expired or forgotten for each of the same: above 1 where more of before expires than is issued, below 0 where more is brought back. */
  readonly breakageRate: number | null;
  readonly rewards: Readonly<Record<Exclude<Issuer, 'other'>, Readonly<Record<RewardKind, number>>>>;
  /** From when Kafka got a purchase to when it was given the first points for it. */
  readonly purchaseToReward: { readonly awards: number; readonly p50: number | null; readonly p99: number | null };
}

/** @param opening points outstanding before the period */
export function programmeHealth({ sums, orders, delays }: ProgrammePeriod, opening: bigint): ProgrammeHealth {
  const of = (movement: PointsMovementKind): bigint =>
    ofLedger(sums)
      .filter((sum) => sum.movement === movement)
      .reduce((total, { points }) => total + points, 0n);
  const [issued, reinstated] = [of('issued'), of('reinstated')];
  const [redeemed, expired, forgotten, clawedBack] = [
    -of('redeemed'),
    -of('expired'),
    -of('forgotten'),
    -of('clawed-back'),
  ];
  const kept = issued - clawedBack;
  return {
    ...{ issued, redeemed, reinstated, expired, forgotten, clawedBack, orders },
    ...{ adjusted: of('adjusted'), transferred: of('transferred') },
    outstanding: opening + pointsMoved(sums),
    pointsPerOrder: orders === 0 ? null : Number(issued) / orders,
    redemptionRate: rate(redeemed - reinstated, kept),
    breakageRate: rate(expired + forgotten, kept),
    rewards: { ledger: rewardsOf(sums, 'ledger'), campaign: rewardsOf(sums, 'campaign') },
    purchaseToReward: {
      awards: delays.reduce((total, { awards }) => total + awards, 0),
      p50: delayQuantile(delays, 0.5),
      p99: delayQuantile(delays, 0.99),
    },
  };
}

/** By how much the points outstanding change. */
export function pointsMoved(sums: readonly ProgrammeSum[]): bigint {
  return ofLedger(sums).reduce((total, { points }) => total + points, 0n);
}

/** Points are the ledger's alone. */
function ofLedger(sums: readonly ProgrammeSum[]): readonly ProgrammeSum[] {
  return sums.filter(({ issuer }) => issuer === 'ledger');
}

function rate(part: bigint, whole: bigint): number | null {
  return whole > 0n ? Number(part) / Number(whole) : null;
}

function rewardsOf(sums: readonly ProgrammeSum[], issuer: Issuer): Record<RewardKind, number> {
  const of = (kind: RewardKind): number =>
    sums
      .filter((sum) => sum.issuer === issuer && sum.movement === kind)
      .reduce((total, { messages }) => total + messages, 0);
  return { gift: of('gift'), discount: of('discount'), benefit: of('benefit'), experience: of('experience') };
}
