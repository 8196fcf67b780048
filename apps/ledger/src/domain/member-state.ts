import type { Programme } from '@perennial/programme';

import type { Thing } from './fact.js';
import { lotKey, type Draw } from './lot.js';
import { Lots } from './lots.js';
import type { Multiplier } from './multiplier.js';
import type { Place, Turn } from './place.js';
import { copyTier, newTier, type TierState } from './tier.js';

/** Points held for a cart, in the order they were drawn; some may come from others of the household. */
export interface Reservation {
  readonly reservationId: string;
  readonly parts: readonly DrawnPart[];
  readonly until: number;
  readonly orderId?: string;
  readonly made: Place;
}

/** Points of one lot; without a draw: points that later knowledge left uncovered, and that are owed. */
export interface DrawnPart {
  readonly account: string;
  readonly draw?: Draw;
  readonly points: bigint;
}

/** Members who redeem together. */
export interface Household {
  readonly householdId: string;
  /** Their accounts, in the order of their customer ids; two or more. */
  readonly members: readonly string[];
}

/** Sums over the facts in order of things. */
export interface Totals {
  earned: bigint;
  clawedBack: bigint;
  redeemed: bigint;
  expired: bigint;
  /** Signed. */
  adjusted: bigint;
  /** Signed: transfers and merges. */
  transferred: bigint;
  /** Given back of what was redeemed, and brought back of what had expired. */
  reinstated: bigint;
}

/**
 * All that a member's next fact needs to know of the facts before it, unless it is about an earlier one. Plain data,
 * owned by whoever folds: changed in place by the functions of this folder.
 */
export interface MemberState {
  /** The newest fact that went in. A fact before it is late. */
  last?: Turn | undefined;
  /** The latest instant any fact of the member tells of, amendments and cancellations included. */
  knownTo: number;
  /** The latest instant at which somebody else's fact, or reservation that lapsed, changed this wallet. */
  touchedTo?: number | undefined;
  /** Time has passed up to here: what was due at or before this instant has happened. */
  passedTo: number;
  /** Nothing is due before this instant; it may be too early, never too late. */
  dueAt: number;
  /** Of a state that was stored, only lots with points. */
  lots: Lots;
  debt: bigint;
  reservations: ReadonlyMap<string, Reservation>;
  /** Reservations of others of the household that hold points of this member: whose. */
  lent: ReadonlyMap<string, string>;
  totals: Totals;
  tier: TierState;
  /** Where inactivity decides: when all lots without a date of their own are gone. */
  expiresAll?: number | undefined;
  /** Of this record: that of one merged into it stays there. */
  firstPurchase?: Place | undefined;
  /** What rules remember, by name of the rule. */
  memory: Record<string, unknown>;
  /** Accepted ones, in order of things: after a merge there may be several. */
  referrals?: readonly ReferralState[] | undefined;
  /** Those that no order has taken; the one to be taken first comes first. */
  multipliers?: readonly Multiplier[] | undefined;
  /** One at most. */
  household?: Household | undefined;
  mergedInto?: { readonly account: string; readonly from: Turn } | undefined;
  /** Records that were merged into this one, over any number of steps. */
  records?: readonly string[] | undefined;
  erased?: true | undefined;
}

export interface ReferralState {
  readonly referralId: string;
  /** The record named with it. */
  readonly referrer: string;
  readonly accepted: Place;
  readonly qualified?: { readonly by: Place; readonly thing: Thing; readonly rule: string; readonly points: bigint };
  /** Returns undid it, for good: when the return acted. */
  readonly lost?: Turn;
}

function newTotals(): Totals {
  return { earned: 0n, clawedBack: 0n, redeemed: 0n, expired: 0n, adjusted: 0n, transferred: 0n, reinstated: 0n };
}

/** Of nearly every member: made once. */
export const NOTHING_HELD: ReadonlyMap<string, never> = new Map<string, never>();

/** The same with one more, or with another one in its place. */
export function withOne<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value);
}

export function withoutOne<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

/** A reservation of somebody else's holds points of this member. */
export function lend(state: MemberState, reservationId: string, holder: string): void {
  state.lent = withOne(state.lent, reservationId, holder);
}

export function newMember(programme: Programme): MemberState {
  return stateWith({
    knownTo: 0,
    passedTo: 0,
    dueAt: Infinity,
    lots: new Lots(),
    debt: 0n,
    reservations: NOTHING_HELD,
    lent: NOTHING_HELD,
    totals: newTotals(),
    tier: newTier(programme.tiers),
    memory: {},
  });
}

/**
 * The same state with every field there is, absent ones as undefined. There are thousands in a chunk, and each is given the
 * one or the other field on its way: objects of one shape are several times as quick.
 */
export function stateWith(state: MemberState): { [Field in keyof Required<MemberState>]: MemberState[Field] } {
  return {
    last: state.last,
    knownTo: state.knownTo,
    touchedTo: state.touchedTo,
    passedTo: state.passedTo,
    dueAt: state.dueAt,
    lots: state.lots,
    debt: state.debt,
    reservations: state.reservations,
    lent: state.lent,
    totals: state.totals,
    tier: state.tier,
    expiresAll: state.expiresAll,
    firstPurchase: state.firstPurchase,
    memory: state.memory,
    referrals: state.referrals,
    multipliers: state.multipliers,
    household: state.household,
    mergedInto: state.mergedInto,
    records: state.records,
    erased: state.erased,
  };
}

/** A copy that can be changed without changing the original. Lots, draws, reservations and what rules remember are values. */
export function copyState(state: MemberState): MemberState {
  const copy = stateWith(state);
  copy.lots = state.lots.copy();
  copy.totals = { ...state.totals };
  copy.tier = copyTier(state.tier);
  copy.memory = { ...state.memory };
  return copy;
}

/** The four parts of a wallet. */
export interface Balance {
  readonly available: bigint;
  readonly pending: bigint;
  readonly reserved: bigint;
  readonly debt: bigint;
}

export function balanceOf({ lots, reservations, debt }: MemberState): Balance {
  const { available, pending } = lots;
  let reserved = 0n;
  for (const { parts } of reservations.values()) for (const { points } of parts) reserved += points;
  return { available, pending, reserved, debt };
}

/** What the parts come to: earned − redeemed − expired − clawed back + adjustments + transfers + reinstated. */
export function totalOf({ available, pending, reserved, debt }: Balance): bigint {
  return available + pending + reserved - debt;
}

const NOBODY: readonly string[] = [];

/**
 * Accounts whose wallets this one's reservations reach into, or the other way round, and the one it was merged into: time
 * passes for all of them together.
 */
export function coupledWith({ reservations, lent, mergedInto }: MemberState): readonly string[] {
  if (reservations.size === 0 && lent.size === 0 && !mergedInto) return NOBODY;
  return [
    ...[...reservations.values()].flatMap(({ parts }) => parts.map(({ account }) => account)),
    ...lent.values(),
    ...(mergedInto ? [mergedInto.account] : []),
  ];
}

/**
 * Keys of a member's lots that open reservations hold points of.
 *
 * @param others states of everybody coupled with the member
 */
export function heldLots(account: string, state: MemberState, others: ReadonlyMap<string, MemberState>): Set<string> {
  const holders = [state, ...[...state.lent.values()].flatMap((holder) => others.get(holder) ?? [])];
  const parts = holders.flatMap(({ reservations }) => [...reservations.values()].flatMap((each) => each.parts));
  return new Set(parts.flatMap((part) => (part.account === account && part.draw ? [lotKey(part.draw.lot)] : [])));
}
