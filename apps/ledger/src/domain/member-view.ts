import {
  programmeAt,
  type PointsPerAchievement,
  type Programme,
  type ProgrammeHistory,
  type TierLevel,
} from '@perennial/programme';

import { countOn } from './achievement.js';
import { dayNumberOf } from './calendar.js';
import { orderThing } from './fact.js';
import type { Lot } from './lot.js';
import { balanceOf, copyState, type Balance, type MemberState, type Totals } from './member-state.js';
import { unusedMinor, type MembershipTerm } from './membership.js';
import { nextInstant } from './due.js';
import { passTime } from './passage.js';
import { noneCounted, type AchievementMemory } from './rules/points-per-achievement.rule.js';
import { heldBy, levelOf, nextTierInstant, pointsLostAt, tierValidUntil, type HeldBy } from './tier.js';
import { goneAt } from './wallet.js';
import { newWorld } from './world.js';

/** What a view needs of a lot. */
export type LotPoints = Pick<Lot, 'points' | 'availableAt' | 'expiresAt'>;

/** Points in the wallet that became available and will be gone together. Instants in milliseconds since 1970. */
export interface LotView {
  readonly points: bigint;
  readonly availableAt: number;
  readonly expiresAt?: number;
}

export interface TierView {
  readonly id: string;
  readonly since?: number;
  /** Lost then if nothing more happens, grace included; absent in the lowest tier. */
  readonly validUntil?: number;
  /** The tier it is then. */
  readonly fallsTo?: string;
  /** When it is judged again, if nothing more happens; absent: time alone will not change it. */
  readonly judgedAgainAt?: number;
  readonly heldBy: HeldBy;
  /** The end of the grace that holds it. */
  readonly graceUntil?: number;
  /** When the points that hold it have left the window, if nothing more happens. */
  readonly pointsLostAt?: number;
  readonly benefits?: TierLevel['benefits'];
  /** The earliest to begin first. */
  readonly memberships: readonly MembershipView[];
  readonly qualifyingPoints: bigint;
  readonly next?: { readonly id: string; readonly missing: bigint };
}

/** A paid membership whose term has not ended. Instants in milliseconds since 1970. */
export interface MembershipView extends Pick<MembershipTerm, 'tier' | 'lineId' | 'from' | 'until' | 'paid'> {
  readonly orderId: string;
  /** What of the price falls on the time that is left, in whole minor units. */
  readonly unusedMinor?: number;
}

/** How far a member is with an achievement. */
export interface AchievementView {
  readonly rule: PointsPerAchievement;
  /** What counts towards the next time; `times` where it is reached and does not begin anew. */
  readonly count: number;
  readonly timesReached: number;
  /** When it was reached last. */
  readonly reachedAt?: number;
}

/** What a member has at an instant. */
export interface MemberView {
  readonly balance: Balance;
  readonly totals: Totals;
  readonly tier?: TierView;
  readonly lots: readonly LotView[];
  /** Those of the programme in force, in the order of its document. */
  readonly achievements: readonly AchievementView[];
  /** The cheapest reward that is not affordable yet. */
  readonly nextReward?: { readonly rewardId: string; readonly missing: bigint };
  /** The household the member redeems with. */
  readonly householdId?: string;
  /** Account of the member this one was merged into. */
  readonly mergedInto?: string;
}

/**
 * The member at an instant that no fact in `state` comes after. `state` is not changed.
 *
 * @param lots of a state that has them elsewhere and nothing due by then: all of them; absent: those of the state
 */
export function viewOf(
  programmes: ProgrammeHistory,
  account: string,
  state: MemberState,
  asOf: number,
  lots?: Iterable<LotPoints>,
): MemberView {
  const now = stateAt(programmes, account, state, asOf);
  const balance = balanceOf(now);
  const { tiers, rewards } = programmeAt(programmes, asOf);
  const [nextReward] = rewards
    .filter(({ points }) => BigInt(points) > balance.available)
    .sort((a, b) => a.points - b.points);
  return {
    balance,
    totals: now.totals,
    lots: lotsOf(now, lots ?? now.lots.values()),
    ...(tiers ? { tier: tierOf(tiers, now, asOf) } : {}),
    achievements: achievementsOf(programmeAt(programmes, asOf), now, asOf),
    ...(nextReward
      ? { nextReward: { rewardId: nextReward.id, missing: BigInt(nextReward.points) - balance.available } }
      : {}),
    ...(now.household ? { householdId: now.household.householdId } : {}),
    ...(now.mergedInto ? { mergedInto: now.mergedInto.account } : {}),
  };
}

/** What time does meanwhile happens on a copy; nearly always there is nothing to do. */
function stateAt(programmes: ProgrammeHistory, account: string, state: MemberState, asOf: number): MemberState {
  if (nextInstant({ programmes }, state) > asOf) return state;
  const copy = copyState(state);
  passTime(newWorld(programmes, [[account, copy]]), asOf);
  return copy;
}

function tierOf(
  tiers: NonNullable<ReturnType<typeof programmeAt>['tiers']>,
  { tier }: MemberState,
  asOf: number,
): TierView {
  const { points } = tier.credits;
  const held = levelOf(tiers, tier.held);
  const next = tiers.levels[tiers.levels.indexOf(held) + 1];
  const lost = tierValidUntil(tiers, tier, asOf);
  const judgedAgainAt = nextTierInstant(tiers, tier, asOf);
  const by = heldBy(tier, asOf);
  const lostAt = pointsLostAt(tiers, tier);
  return {
    id: held.id,
    qualifyingPoints: points,
    heldBy: by,
    ...(by === 'grace' && tier.graceUntil !== undefined ? { graceUntil: tier.graceUntil } : {}),
    ...(lostAt === undefined ? {} : { pointsLostAt: lostAt }),
    ...(held.benefits ? { benefits: held.benefits } : {}),
    memberships: tier.terms
      .filter(({ until }) => until > asOf)
      .sort((one, other) => one.from - other.from)
      .map((term) => membershipOf(term, asOf)),
    ...(tier.since === undefined ? {} : { since: tier.since }),
    ...(lost ? { validUntil: lost.until, fallsTo: lost.to } : {}),
    ...(judgedAgainAt === undefined ? {} : { judgedAgainAt }),
    ...(next ? { next: { id: next.id, missing: atLeastZero(BigInt(next.from) - points) } } : {}),
  };
}

function membershipOf(term: MembershipTerm, asOf: number): MembershipView {
  const { thing, lineId, tier, from, until, paid } = term;
  const price = paid ? { paid, unusedMinor: unusedMinor(term, asOf) } : {};
  return { orderId: thing.slice(orderThing('').length), lineId, tier, from, until, ...price };
}

function achievementsOf({ rules, timeZone }: Programme, { memory }: MemberState, asOf: number): AchievementView[] {
  const today = dayNumberOf(asOf, timeZone);
  return rules
    .filter((rule) => rule.kind === 'points-per-achievement')
    .map((rule) => {
      const known = (memory[rule.name] ?? noneCounted) as AchievementMemory;
      const { reached: timesReached, reachedAt } = known;
      const count = countOn(rule, known, today);
      return { rule, count, timesReached, ...(reachedAt === undefined ? {} : { reachedAt }) };
    });
}

function atLeastZero(points: bigint): bigint {
  return points > 0n ? points : 0n;
}

/** Lots with equal dates are one; soonest to expire first, never expiring last. */
function lotsOf(state: MemberState, lots: Iterable<LotPoints>): LotView[] {
  const dated: { points: bigint; availableAt: number; expiresAt?: number }[] = [];
  for (const lot of lots) {
    if (lot.points === 0n) continue;
    const { points, availableAt } = lot;
    const expiresAt = goneAt(state, lot);
    dated.push(expiresAt === Infinity ? { points, availableAt } : { points, availableAt, expiresAt });
  }
  dated.sort((a, b) => byInstant(a.expiresAt ?? Infinity, b.expiresAt ?? Infinity) || a.availableAt - b.availableAt);
  const merged: typeof dated = [];
  for (const lot of dated) {
    const last = merged.at(-1);
    if (last?.expiresAt === lot.expiresAt && last?.availableAt === lot.availableAt) last.points += lot.points;
    else merged.push(lot);
  }
  return merged;
}

function byInstant(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
