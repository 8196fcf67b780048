import { compareInOrderOfThings } from '@perennial/contracts';

import type { Thing } from './fact.js';
import type { Place } from './place.js';

/** Points of one credit. Instants are milliseconds since 1970. */
export interface Lot {
  readonly rule: string;
  readonly thing: Thing;
  /** What they were earned with: of lots that expire together, the earliest is drawn first. */
  readonly earned: Place;
  readonly availableAt: number;
  /** Gone from this instant on. Absent: never, or with all others where inactivity decides. */
  readonly expiresAt?: number | undefined;
  /** Still in the wallet. */
  readonly points: bigint;
  /** Not to be spent yet. */
  readonly pending: boolean;
  /** Gone by expiry. */
  readonly expired: bigint;
  /** Of the expired ones: taken back, as far as their cause is concerned. */
  readonly forgiven: bigint;
}

/** Points taken from a lot; enough to put them back. */
export interface Draw {
  readonly lot: Lot;
  readonly points: bigint;
}

/** A wallet has one lot per rule and thing. */
export function lotKey({ rule, thing }: Pick<Lot, 'rule' | 'thing'>): string {
  return `${rule}\n${thing}`;
}

/** The rule of points that come back although their lot is not there to go to. */
export const GIVEN_BACK = 'reinstatement';

/**
 * The earliest earned first. A return dated before its purchase acts directly after it, at its place, so what it gives back comes after
 * what the purchase earned. Beyond that one event may earn two lots, and two transfers bring points of one: then by what they
 * are called, so that a wallet is drawn from the same way in whatever order its lots were stored.
 */
export function compareEarned(a: Lot, b: Lot): number {
  return (
    compareInOrderOfThings(a.earned, b.earned) ||
    Number(a.rule === GIVEN_BACK) - Number(b.rule === GIVEN_BACK) ||
    compareKeys(lotKey(a), lotKey(b))
  );
}

function compareKeys(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Soonest to expire first, never expiring last; then the earliest earned. */
export function inDrawOrder(a: Lot, b: Lot): number {
  const [soon, later] = [a.expiresAt ?? Infinity, b.expiresAt ?? Infinity];
  return soon === later ? compareEarned(a, b) : soon < later ? -1 : 1;
}
