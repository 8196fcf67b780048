import { compareUtf8 } from '@perennial/contracts';

import type { Place } from './places.js';
import {
  accountOf,
  beActive,
  credit,
  drawable,
  payDebt,
  take,
  type Books,
  type Draw,
  type Spending,
} from './wallets.js';

type Wish = Pick<Spending, 'id' | 'points' | 'until' | 'orderId'>;

/** Holds points: the owner's lots first, then those of the household by soonest expiry, then customer id. */
export function reserve(books: Books, owner: string, wish: Wish, now: number): Spending {
  const together = [...(books.households.find((members) => members.includes(owner)) ?? [owner])];
  const others = together.filter((other) => other !== owner);
  const lotsOfOthers = others
    .flatMap((other) => drawable(books, other, now))
    .sort((a, b) => a.expiresAt - b.expiresAt || compareUtf8(a.owner, b.owner));
  const { draws, missing } = take([...drawable(books, owner, now), ...lotsOfOthers], wish.points);
  const account = accountOf(books, owner);
  for (const { lot, points } of draws) {
    if (lot!.owner === owner) continue;
    books.notice('drawn from the household');
    accountOf(books, lot!.owner).transfers -= points;
    account.transfers += points;
  }
  account.debt += missing;
  account.reserved += wish.points;
  const all: Draw[] = missing > 0 ? [...draws, { points: missing }] : draws;
  const spending: Spending = { ...wish, owner, state: 'reserved', draws: all, givenBack: 0, together };
  books.spendings.push(spending);
  return spending;
}

/** The held points are spent. */
export function redeem(books: Books, spending: Spending, now: number): void {
  const account = accountOf(books, spending.owner);
  account.reserved -= spending.points;
  account.redeemed += spending.points;
  spending.state = 'redeemed';
  beActive(books, spending.owner, now);
}

/** The held points go back to their lots; what has expired there meanwhile expires now. */
export function release(books: Books, spending: Spending, place: Place): void {
  accountOf(books, spending.owner).reserved -= spending.points;
  spending.state = 'released';
  for (const draw of spending.draws.toReversed()) {
    if (draw.lot && draw.lot.expiresAt <= place.at) {
      books.notice('released into an expired lot');
      moveToOwnerOfLot(books, spending, draw);
      accountOf(books, draw.lot.owner).expired += draw.points;
      draw.lot.expired += draw.points;
    } else putBack(books, spending, draw, place);
  }
}

/** Sees to it that `due` points in all have come back of a redemption: the last drawn first, none out of an expired lot. */
export function giveBack(books: Books, spending: Spending, due: number, place: Place): void {
  let skip = spending.givenBack;
  let wanted = Math.max(0, Math.min(due, spending.points) - spending.givenBack);
  spending.givenBack += wanted;
  for (const draw of spending.draws.toReversed()) {
    const skipped = Math.min(skip, draw.points);
    skip -= skipped;
    const points = Math.min(draw.points - skipped, wanted);
    if (points === 0) continue;
    wanted -= points;
    if (draw.lot && draw.lot.expiresAt <= place.at) {
      books.notice('given back to an expired lot');
      continue;
    }
    books.notice(draw.lot ? 'given back to a lot' : 'given back against debt');
    accountOf(books, spending.owner).reinstated += points;
    putBack(books, spending, { ...draw, points }, place);
  }
}

function putBack(books: Books, spending: Spending, { lot, points }: Draw, place: Place): void {
  const account = accountOf(books, spending.owner);
  if (lot) {
    moveToOwnerOfLot(books, spending, { lot, points });
    lot.points += points;
    payDebt(books, lot.owner, place.at);
    return;
  }
  // What was never covered takes its debt away again. If that was paid meanwhile, with points that are gone, new ones come.
  const undone = Math.min(account.debt, points);
  account.debt -= undone;
  if (points === undone) return;
  const expiresAt = books.programme.expiryOf(place.at);
  const fresh = { owner: spending.owner, award: undefined, earnedAt: place, points: points - undone };
  credit(books, { ...fresh, availableAt: place.at, expiresAt }, place.at);
}

function moveToOwnerOfLot(books: Books, spending: Spending, { lot, points }: Draw): void {
  if (!lot || lot.owner === spending.owner) return;
  books.notice('given back to the household');
  accountOf(books, spending.owner).transfers -= points;
  accountOf(books, lot.owner).transfers += points;
}
