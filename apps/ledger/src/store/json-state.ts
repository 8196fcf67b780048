import { Credits, type PackedCredits } from '../domain/credits.js';
import { elsewhere, type Lots, type LotsElsewhere } from '../domain/lots.js';
import { NOTHING_HELD, type MemberState, type Reservation, type Totals } from '../domain/member-state.js';
import type { TierState } from '../domain/tier.js';

/**
 * The state of the fold as `balance.state` holds it; lots have a table, debt and the sums have columns of their own. Of
 * lots it says what makes it needless to load them.
 */
type StoredState = Omit<
  MemberState,
  'lots' | 'debt' | 'totals' | 'reservations' | 'lent' | 'memory' | 'dueAt' | 'tier'
> & {
  readonly tier: Omit<TierState, 'credits'> & { readonly credits: PackedCredits };
  readonly lots?: StoredLots;
  readonly memory?: MemberState['memory'];
  readonly lent?: readonly (readonly [string, string])[];
  readonly reservations?: readonly unknown[];
};

/** `LotsElsewhere` but for the points, which are the balance's. */
interface StoredLots {
  /** Absent: never. */
  readonly nextAt?: number;
  readonly dated: boolean;
}

/** Whole numbers of any size as JSON: an object with the digits. */
function replace(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { n: String(value) } : value;
}

/**
 * What `replace` made of whole numbers. jsonb arrives parsed, so it is walked; and changed where it is, because it is
 * nobody else's and may be long.
 */
function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const of = value as Record<string, unknown>;
  const keys = Object.keys(of);
  if (keys.length === 1 && typeof of.n === 'string' && !Array.isArray(value)) return BigInt(of.n);
  for (const key of keys) {
    const each = of[key];
    if (typeof each === 'object') of[key] = revive(each);
  }
  return of;
}

/** Written out, as everything that is made for each event. What there is none of is left out. */
export function storedJson(state: MemberState): string {
  const { terms, byPoints, graceUntil, held, since, credits } = state.tier;
  const { reservations, lent, memory } = state;
  const hasMemory = Object.keys(memory).length > 0;
  const stored = {
    last: state.last,
    knownTo: state.knownTo,
    touchedTo: state.touchedTo,
    passedTo: state.passedTo,
    expiresAll: state.expiresAll,
    firstPurchase: state.firstPurchase,
    household: state.household,
    mergedInto: state.mergedInto,
    records: state.records,
    erased: state.erased,
    lots: storedLots(state.lots),
    tier: { terms, byPoints, graceUntil, held, since, credits: credits.packed() },
    referrals: state.referrals,
    multipliers: state.multipliers,
    memory: hasMemory ? memory : undefined,
    reservations: reservations.size > 0 ? [...reservations.values()] : undefined,
    lent: lent.size > 0 ? [...lent] : undefined,
  } satisfies Record<Exclude<keyof MemberState, 'debt' | 'totals' | 'dueAt'>, unknown>;
  // Without anything that may hold a whole number, no function has to look at every value.
  const isPlain = reservations.size === 0 && !state.referrals && !hasMemory;
  return isPlain ? JSON.stringify(stored) : JSON.stringify(stored, replace);
}

export function stateFrom(
  stored: unknown,
  { lots, debt, totals }: Pick<MemberState, 'lots' | 'debt'> & { totals: Totals },
): MemberState {
  const state = stored as StoredState;
  const { terms, byPoints, graceUntil, held, since } = state.tier;
  const reservations = revive(state.reservations) as readonly Reservation[] | undefined;
  // Written out, and not `stateWith({ ...state, … })`: there is one of every member of a chunk.
  return {
    last: state.last,
    knownTo: state.knownTo,
    touchedTo: state.touchedTo,
    passedTo: state.passedTo,
    // Too early is harmless, too late is not: a version of the programme may have come since.
    dueAt: state.mergedInto || state.erased ? Infinity : 0,
    lots,
    debt,
    reservations: reservations ? new Map(reservations.map((each) => [each.reservationId, each])) : NOTHING_HELD,
    lent: state.lent ? new Map(state.lent) : NOTHING_HELD,
    totals,
    tier: { credits: new Credits(state.tier.credits), terms, byPoints, graceUntil, held, since },
    expiresAll: state.expiresAll,
    firstPurchase: state.firstPurchase,
    memory: (revive(state.memory) ?? {}) as MemberState['memory'],
    referrals: revive(state.referrals) as MemberState['referrals'],
    multipliers: state.multipliers,
    household: state.household,
    mergedInto: state.mergedInto,
    records: state.records,
    erased: state.erased,
  } satisfies { [Field in keyof Required<MemberState>]: MemberState[Field] };
}

function storedLots(lots: Lots): StoredLots {
  const { nextAt, dated } = elsewhere(lots);
  return nextAt === Infinity ? { dated } : { nextAt, dated };
}

/**
 * Whether a member's lots need not be loaded while time passes up to an instant, and what is to be known of them then.
 *
 * @returns undefined: they have to be loaded
 */
export function lotsElsewhere(
  stored: unknown,
  { available, pending }: Pick<LotsElsewhere, 'available' | 'pending'>,
  until: number,
): LotsElsewhere | undefined {
  const { lots, expiresAll = Infinity } = stored as StoredState;
  if (!lots) return undefined;
  const { nextAt = Infinity, dated } = lots;
  return Math.min(nextAt, expiresAll) > until ? { available, pending, nextAt, dated } : undefined;
}

/** Data of a fact: of decisions with whole numbers. */
export function factJson(data: unknown): string {
  return JSON.stringify(data, replace);
}

export function factData(stored: unknown): unknown {
  return revive(stored);
}
