import { elsewhere, type Lots, type LotsElsewhere } from '../domain/lots.js';
import { stateWith, type MemberState, type Totals } from '../domain/member-state.js';
import { pointsOf, tierWith, type QualifyingCredit, type TierState } from '../domain/tier.js';

/**
 * The state of the fold as `balance.state` holds it; lots have a table, debt and the sums have columns of their own, and
 * what credits come to follows from them. Of lots it says what makes it needless to load them.
 */
type StoredState = Omit<MemberState, 'lots' | 'debt' | 'totals' | 'reservations' | 'lent' | 'dueAt' | 'tier'> & {
  readonly tier: Omit<TierState, 'points' | 'credits'> & { readonly credits: StoredCredits };
  readonly lots?: StoredLots;
  readonly lent: readonly (readonly [string, string])[];
  readonly reservations: readonly unknown[];
};

/** `LotsElsewhere` but for the points, which are the balance's. */
interface StoredLots {
  /** Absent: never. */
  readonly nextAt?: number;
  readonly dated: boolean;
}

/**
 * There may be thousands, and one long text is half the work of thousands of numbers, for Postgres too: the instants and the
 * points of all, with spaces between. Of instants, what each comes after the one before.
 */
interface StoredCredits {
  readonly at: string;
  readonly points: string;
  /** Left out where they are only shown: that is most of the text. */
  readonly thing?: readonly string[];
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

export function storedJson({ lots, debt: _debt, totals: _totals, dueAt: _due, ...state }: MemberState): string {
  const { points: _points, ...tier } = state.tier;
  const stored = {
    ...state,
    lots: storedLots(lots),
    tier: { ...tier, credits: columnsOf(tier.credits) },
    reservations: [...state.reservations.values()],
    lent: [...state.lent],
  };
  // Without anything that may hold a whole number, no function has to look at every value.
  const isPlain = state.reservations.size === 0 && !state.referrals && Object.keys(state.memory).length === 0;
  return isPlain ? JSON.stringify(stored) : JSON.stringify(stored, replace);
}

export function stateFrom(
  stored: unknown,
  { lots, debt, totals }: Pick<MemberState, 'lots' | 'debt'> & { totals: Totals },
): MemberState {
  const state = revive(stored) as StoredState;
  const reservations = state.reservations as MemberState['reservations'] extends Map<string, infer Each>
    ? Each[]
    : never;
  const credits = creditsFrom(state.tier.credits);
  return stateWith({
    ...state,
    reservations: new Map(reservations.map((each) => [each.reservationId, each])),
    lent: new Map(state.lent),
    tier: tierWith({ ...state.tier, credits, points: pointsOf(credits) }),
    // Too early is harmless, too late is not: a version of the programme may have come since.
    dueAt: state.mergedInto || state.erased ? Infinity : 0,
    lots,
    debt,
    totals,
  });
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

function columnsOf(credits: readonly QualifyingCredit[]): StoredCredits {
  return {
    at: credits.map(({ at }, index) => at - (credits[index - 1]?.at ?? 0)).join(' '),
    points: credits.map(({ points }) => points).join(' '),
    thing: credits.map(({ thing }) => thing),
  };
}

/** Without their things, all of them are about nothing. */
function creditsFrom({ at, points, thing = [] }: StoredCredits): QualifyingCredit[] {
  if (at === '') return [];
  const ofEach = points.split(' ');
  let reached = 0;
  return at.split(' ').map((after, index) => {
    reached += Number(after);
    return { at: reached, thing: thing[index] ?? '', points: wholeOf(ofEach[index] ?? '0') };
  });
}

/** Through a number where that is exact: a third of the work. */
function wholeOf(digits: string): bigint {
  return BigInt(digits.length > 15 ? digits : Number(digits));
}

/** Data of a fact: of decisions with whole numbers. */
export function factJson(data: unknown): string {
  return JSON.stringify(data, replace);
}

export function factData(stored: unknown): unknown {
  return revive(stored);
}
