import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import { connectedWith, foldAsOfInSteps, referralsByEnd, type Past } from './fold/as-of.js';
import {
  balanceOf,
  copyState,
  newMember,
  totalOf,
  type Balance,
  type MemberState,
  type Totals,
} from './member-state.js';
import { passTime } from './passage.js';
import { isInternal, movementKey } from './posting/differences.js';
import type { Member, Posted } from './posting/transfer.js';
import type { Steps } from './steps.js';
import { newWorld, type MovementKind, type World } from './world.js';

/** Something of a member that is kept and comes out otherwise when it is worked out anew. */
export interface Mismatch {
  readonly account: string;
  /** What is wrong, one row each: `tier`, `lots`, or of what was posted what it is for, `award purchase of order:o-1`, `booked expiry of purchase/order:o-1`. */
  readonly part: string;
  /** As it is kept, in words. */
  readonly stored: string;
  /** As its facts, or its transfers, have it. */
  readonly expected: string;
}

/** What is kept of members, all of one moment. */
export interface Kept {
  /** Everybody of whole pools. */
  readonly members: ReadonlyMap<string, Member>;
  /** What was posted, of those who are looked at. */
  readonly posted: ReadonlyMap<string, readonly Posted[]>;
  readonly past: Omit<Past, 'pool'>;
}

/** The members by whom they hang together with, by wallets or by referrals: each such part is folded in one go. */
export function partsAmong({ members, past }: Omit<Kept, 'posted'>): string[][] {
  const byEnd = referralsByEnd(past.referrals);
  const nextTo = (account: string) => [
    ...(members.get(account)?.linked ?? []),
    ...past.poolOf(account),
    ...(byEnd.get(account) ?? []).flatMap(({ referrer, referee }) => [referrer, referee]),
  ];
  const placed = new Set<string>();
  const parts: string[][] = [];
  for (const account of members.keys()) {
    if (placed.has(account)) continue;
    const part = new Set([account]);
    for (const each of part) for (const other of nextTo(each)) part.add(other);
    for (const each of part) placed.add(each);
    parts.push([...part].filter((each) => members.has(each)));
  }
  return parts;
}

/**
 * Folds the facts of members again from the first one on, and holds what is stored, and what was posted for each thing,
 * against them.
 *
 * @param part one of `partsAmong` them
 * @returns nothing where all is well; per member, all that differs
 */
export function* mismatchesIn(
  programmes: ProgrammeHistory,
  part: readonly string[],
  { members, posted, past }: Kept,
): Steps<Mismatch[]> {
  const fresh = newMember(programmeAt(programmes, 0));
  // Time passes for coupled wallets together.
  const states = part.map((account) => [account, copyState(members.get(account)?.state ?? fresh)] as const);
  const whole = { ...past, pool: new Set(part) };
  // An order of a friend may be cancelled later than anything of the member's own: what is stored knows of it.
  const told = connectedWith(whole).accounts.flatMap((account) => past.facts.get(account) ?? []);
  const toldTo = told.reduce((latest, { at }) => Math.max(latest, at), 0);
  const asOf = states.reduce(
    (latest, [, { passedTo, knownTo, last }]) => Math.max(latest, passedTo, knownTo, last?.at ?? 0),
    toldTo,
  );
  const stored = newWorld(programmes, states);
  passTime(stored, asOf);
  const folded = yield* foldAsOfInSteps(programmes, whole, asOf);
  const earned = bookableIn(folded, (account) => postedTo(members.get(account)?.state));
  return part.flatMap((account) => {
    const booked = posted.get(account);
    const member = members.get(account);
    if (!booked || !member) return [];
    const stateIn = (world: World) => world.members.get(account) ?? fresh;
    const ofState = differencesOf(inWords(stateIn(stored)), inWords(stateIn(folded)));
    const found = [
      ...ofState,
      ...lotDifference(stateIn(stored), stateIn(folded)),
      ...differencesOf(postedInWords(member, booked), walletInWords(member)),
      // It is told as soon as it is stored: where that is wrong, it is said already.
      ...(ofState.some(({ part }) => part === 'tier') ? [] : toldDifference(member)),
      ...bookedDifferences(earned.get(account) ?? new Map(), booked),
    ];
    return found.map((each) => ({ account, ...each }));
  });
}

/** In one sentence. */
export function mismatchInWords({ account, part, stored, expected }: Mismatch): string {
  if (part.startsWith(AWARD))
    return `account ${account}: ${part.slice(AWARD.length)} was booked with ${stored} points; its facts earn ${expected}`;
  return part.startsWith(BOOKED)
    ? `account ${account}: ${part.slice(BOOKED.length)} was booked with ${stored} points; its facts move ${expected}`
    : `account ${account}: ${part} is stored as ${stored}; its ${part === POSTED ? 'wallet has' : 'facts come to'} ${expected}`;
}

type Difference = Omit<Mismatch, 'account'>;

function differencesOf(is: Record<string, string>, should: Record<string, string>): Difference[] {
  return Object.entries(should).flatMap(([part, expected]) => {
    const stored = is[part] ?? '';
    return stored === expected ? [] : [{ part, stored, expected }];
  });
}

/** `available 405, pending 0` */
function sumsInWords(sums: Balance | Totals): string {
  return Object.entries(sums)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, points]) => `${name} ${points}`)
    .join(', ');
}

const iso = (at: number) => new Date(at).toISOString();

/** All that a difference would show in, but for the lots. */
function inWords(state: MemberState): Record<string, string> {
  const { totals, tier, expiresAll, reservations } = state;
  return {
    balance: sumsInWords(balanceOf(state)),
    totals: sumsInWords(totals),
    tier: tier.held,
    'qualifying points': String(tier.credits.points),
    'expiry of all points': expiresAll === undefined ? 'none' : iso(expiresAll),
    reservations:
      [...reservations.values()]
        .map(({ reservationId, until }) => `${reservationId} until ${iso(until)}`)
        .toSorted()
        .join(', ') || 'none',
  };
}

/** Of thousands that are equal nobody needs to be told, and of those that differ some are enough. */
const LOTS_TOLD = 10;

function lotDifference(stored: MemberState, folded: MemberState): Difference[] {
  const [is, should] = [lotsInWords(stored), lotsInWords(folded)];
  const tell = (lots: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...lots].filter((lot) => !others.has(lot)).slice(0, LOTS_TOLD);
  const [only, missing] = [tell(is, should), tell(should, is)];
  if (only.length + missing.length === 0) return [];
  return [{ part: 'lots', stored: only.join(', ') || 'none', expected: missing.join(', ') || 'none' }];
}

/** A rule and a thing have one lot. */
function lotsInWords({ lots }: MemberState): Set<string> {
  return new Set(
    [...lots.values()]
      .filter(({ points }) => points > 0n)
      .map(({ rule, thing, points, pending, earned, availableAt, expiresAt }) => {
        // Of lots that expire together the earliest earned is drawn first.
        const by = `earned ${iso(earned.at)} by ${earned.source} ${earned.id}`;
        const dates = `${pending ? 'pending' : 'available'} from ${iso(availableAt)}`;
        const until = expiresAt === undefined ? 'ever' : iso(expiresAt);
        return `${points} of ${rule} for ${thing} ${by} ${dates} until ${until}`;
      }),
  );
}

const WALLET = 'wallet';
const POSTED = 'what was posted';

/** The wallet's row, its parts and its sum, as its own lots and reservations have it. */
function walletInWords({ state, balance }: Member): Record<string, string> {
  return { [WALLET]: sumsInWords(balanceOf(state)), [POSTED]: String(totalOf(balance)) };
}

/** The same as the row itself says, and as its transfers add up. */
function postedInWords({ balance }: Member, posted: readonly Posted[]): Record<string, string> {
  const sum = posted.reduce((total, { points }) => total + points, 0n);
  return { [WALLET]: sumsInWords(balance), [POSTED]: String(sum) };
}

const TOLD = 'the tier last told of';
const AWARD = 'award ';
/** Of what is no award: points that expired, were redeemed, adjusted or given to others. */
const BOOKED = 'booked ';

function toldDifference({ tier, state }: Member): Difference[] {
  return differencesOf({ [TOLD]: tier }, { [TOLD]: state.tier.held });
}

interface Sum {
  readonly kind: MovementKind;
  readonly points: bigint;
}

/**
 * Up to when what time alone does was posted: nobody posts it before it is due, and somebody may not have come to it yet. Points that
 * lapse of a household's reservation move in the wallets of those they were drawn from, whose own time need not have passed.
 */
function postedTo(state: MemberState | undefined): number {
  return state ? Math.max(state.passedTo, state.touchedTo ?? 0, state.last?.at ?? 0) : -Infinity;
}

/** What the movements between wallet and programme come to, by account and by what they are for. */
function bookableIn({ movements }: World, reached: (account: string) => number): Map<string, Map<string, Sum>> {
  const sums = new Map<string, Map<string, Sum>>();
  for (const movement of movements) {
    const { account, kind, points, byTime, at } = movement;
    if (isInternal(movement) || (byTime && at > reached(account))) continue;
    const ofAccount = sums.get(account) ?? new Map<string, Sum>();
    const key = movementKey(movement);
    sums.set(account, ofAccount.set(key, { kind, points: (ofAccount.get(key)?.points ?? 0n) + points }));
  }
  return sums;
}

/** Against what was posted for each thing. */
function bookedDifferences(sums: ReadonlyMap<string, Sum>, posted: readonly Posted[]): Difference[] {
  const booked = new Map<string, Sum>(posted.map((each) => [movementKey(each), each]));
  return [...new Set([...sums.keys(), ...booked.keys()])].flatMap((key) => {
    const [should, is] = [sums.get(key), booked.get(key)];
    const [expected, stored] = [should?.points ?? 0n, is?.points ?? 0n];
    if (expected === stored) return [];
    const isAward = (should ?? is)?.kind === 'award';
    const part = (isAward ? AWARD : BOOKED) + key.trim().replaceAll('\n', ' of ');
    return [{ part, stored: String(stored), expected: String(expected) }];
  });
}
