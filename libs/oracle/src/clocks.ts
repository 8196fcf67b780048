import { strikeOf } from './places.js';
import { release } from './spendings.js';
import { accountOf, payDebt, type Books } from './wallets.js';

/** Lets everything happen that happens by itself, up to and including the instant `to`. */
export function letClocksRun(books: Books, to: number): void {
  for (;;) {
    const due = [
      ...books.lots
        .filter(({ points }) => points > 0)
        .flatMap(({ availableAt, expiresAt }) => [availableAt, expiresAt]),
      ...books.spendings.filter(({ state }) => state === 'reserved').map(({ until }) => until),
    ].filter((at) => at > books.clock && at <= to);
    if (due.length === 0) break;
    books.clock = Math.min(...due);
    strike(books, books.clock);
  }
  books.clock = Math.max(books.clock, to);
}

function strike(books: Books, now: number): void {
  for (const lot of books.lots) {
    if (lot.points === 0 || lot.expiresAt > now) continue;
    books.notice(lot.keepsDate ? 'lot expired by its own date' : 'lot expired');
    accountOf(books, lot.owner).expired += lot.points;
    lot.expired += lot.points;
    lot.points = 0;
  }
  for (const lot of books.lots) {
    if (lot.points === 0 || lot.availableAt !== now) continue;
    books.notice('pending made available');
    if (payDebt(books, lot.owner, now) > 0) books.notice('debt repaid when pending became available');
  }
  for (const spending of books.spendings) {
    if (spending.state !== 'reserved' || spending.until > now) continue;
    books.notice('reservation lapsed');
    release(books, spending, strikeOf(now));
  }
}
