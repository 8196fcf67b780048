import type { Notice } from './branches.js';
import type { Grant, Occasion } from './limits.js';
import { comparePlaces, type Place } from './places.js';
import type { OracleProgramme } from './programmes.js';

/** Points that came in together. Never removed from the books, also when empty: points can come back to it. */
export interface Lot {
  /** Whose wallet it is in. */
  owner: string;
  /** The award it is, `undefined` for points that were moved or adjusted: nothing claws back its own lot from these. */
  readonly award: string | undefined;
  readonly earnedAt: Place;
  points: number;
  availableAt: number;
  expiresAt: number;
  /** Whether no activity moves that date. */
  readonly keepsDate?: boolean;
  /** Points that expired in it. */
  expired: number;
  /** How many of these a clawback has taken for given back. */
  forgiven: number;
}

export interface Account {
  reserved: number;
  debt: number;
  earned: number;
  redeemed: number;
  expired: number;
  clawedBack: number;
  adjustments: number;
  transfers: number;
  reinstated: number;
}

/** Points taken out of a lot; without a lot: what no lot could cover and has become debt. */
export interface Draw {
  readonly lot?: Lot;
  readonly points: number;
}

/** A redemption, or a reservation before and after it is one. */
export interface Spending {
  readonly id: string;
  owner: string;
  readonly points: number;
  state: 'reserved' | 'redeemed' | 'released';
  /** In the order taken. */
  readonly draws: readonly Draw[];
  /** How many points have been given back so far, counted from the last one drawn. */
  givenBack: number;
  readonly until: number;
  orderId: string | undefined;
  /** Who redeemed together when the points were drawn, the owner among them. */
  together: readonly string[];
}

export interface Books {
  readonly programme: OracleProgramme;
  readonly notice: Notice;
  readonly lots: Lot[];
  readonly accounts: Map<string, Account>;
  readonly spendings: Spending[];
  readonly grants: Grant[];
  /** Ids of multipliers that an order has taken. */
  readonly multipliersTaken: Set<string>;
  /** The members of each household. */
  readonly households: string[][];
  /** How far the clocks have got. */
  clock: number;
}

export function openBooks(programme: OracleProgramme, notice: Notice): Books {
  const accounts = new Map<string, Account>();
  const lists = { lots: [], spendings: [], grants: [], households: [] };
  return { programme, notice, accounts, ...lists, multipliersTaken: new Set(), clock: -Infinity };
}

export function accountOf(books: Books, person: string): Account {
  const found = books.accounts.get(person);
  if (found) return found;
  const account: Account = {
    reserved: 0,
    debt: 0,
    earned: 0,
    redeemed: 0,
    expired: 0,
    clawedBack: 0,
    adjustments: 0,
    transfers: 0,
    reinstated: 0,
  };
  books.accounts.set(person, account);
  return account;
}

/** Lots a draw may take from at `now`: soonest to expire first, then earliest earned, then as they came in. */
export function drawable(books: Books, person: string, now: number): Lot[] {
  return books.lots
    .filter((lot) => lot.owner === person && lot.points > 0 && lot.availableAt <= now && lot.expiresAt > now)
    .sort((a, b) => a.expiresAt - b.expiresAt || comparePlaces(a.earnedAt, b.earnedAt));
}

export function take(lots: readonly Lot[], points: number): { draws: Draw[]; missing: number } {
  let missing = points;
  const draws: Draw[] = [];
  for (const lot of lots) {
    const taken = Math.min(lot.points, missing);
    if (taken === 0) continue;
    lot.points -= taken;
    missing -= taken;
    draws.push({ lot, points: taken });
  }
  return { draws, missing };
}

/** A lot goes in whole; then the debt is taken from what is available. */
export function credit(books: Books, lot: Omit<Lot, 'expired' | 'forgiven'>, now: number): void {
  books.lots.push({ ...lot, expired: 0, forgiven: 0 });
  payDebt(books, lot.owner, now);
}

export function payDebt(books: Books, person: string, now: number): number {
  const account = accountOf(books, person);
  const { missing } = take(drawable(books, person, now), account.debt);
  const paid = account.debt - missing;
  account.debt = missing;
  if (paid > 0) books.notice('debt repaid');
  return paid;
}

/** An award at `place`. One of 0 points is none. */
export function award(
  books: Books,
  person: string,
  name: string,
  points: number,
  place: Place,
  occasion?: Occasion,
): void {
  if (points === 0) return;
  accountOf(books, person).earned += points;
  const { availableFrom, expiryOf, ownExpiry } = books.programme;
  const own = occasion && ownExpiry?.[occasion];
  const expiresAt = (own ?? expiryOf)(place.at);
  const dates = { availableAt: availableFrom(place.at), expiresAt, keepsDate: own !== undefined };
  credit(books, { owner: person, award: name, earnedAt: place, points, ...dates }, place.at);
  beActive(books, person, place.at);
}

/** What still waits of an award can be spent from `now` on. */
export function stopWaiting(books: Books, person: string, name: string, now: number): void {
  const waiting = books.lots.filter((lot) => lot.award === name && lot.owner === person && lot.availableAt > now);
  books.notice(waiting.some(({ points }) => points > 0) ? 'delivered' : 'delivered when nothing waits');
  for (const lot of waiting) lot.availableAt = now;
  if (payDebt(books, person, now) > 0) books.notice('debt repaid on delivery');
}

/** Where activity extends: all that has not expired yet lasts as long as if it had been earned now. */
export function beActive(books: Books, person: string, now: number): void {
  if (!books.programme.activityExtends) return;
  const expiresAt = books.programme.expiryOf(now);
  for (const lot of books.lots) {
    if (lot.owner !== person || lot.expiresAt <= now || lot.expiresAt >= expiresAt) continue;
    if (lot.keepsDate) {
      if (lot.points > 0) books.notice('lot with its own date not extended');
      continue;
    }
    if (lot.points > 0) books.notice('lots extended');
    lot.expiresAt = expiresAt;
  }
}

/** Takes back `points` of an award: from its own lot, its expired points, other lots, and what is left becomes debt. */
export function clawBack(books: Books, person: string, name: string, points: number, now: number): void {
  if (points === 0) return;
  const { notice } = books;
  const account = accountOf(books, person);
  const own = books.lots.filter((lot) => lot.award === name && lot.owner === person);
  const fromOwn = take(own, points);
  if (fromOwn.draws.length > 0) notice('clawed back from own lot');
  if (fromOwn.draws.some(({ lot }) => lot!.availableAt > now)) notice('clawed back while pending');
  let missing = fromOwn.missing;
  for (const lot of own) {
    const given = Math.min(lot.expired - lot.forgiven, missing);
    if (given > 0) notice('clawed back from expired points');
    lot.forgiven += given;
    missing -= given;
    points -= given;
  }
  const fromOthers = take(drawable(books, person, now), missing);
  if (fromOthers.draws.length > 0) notice('clawed back from other lots');
  if (fromOthers.missing > 0) notice('clawed back as debt');
  account.debt += fromOthers.missing;
  account.clawedBack += points;
}

/** Takes points out for good, what is not there as debt. */
export function takeOrOwe(books: Books, person: string, points: number, now: number): Draw[] {
  const { draws, missing } = take(drawable(books, person, now), points);
  accountOf(books, person).debt += missing;
  return missing > 0 ? [...draws, { points: missing }] : draws;
}
