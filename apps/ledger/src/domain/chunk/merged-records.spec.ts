import type { Envelope } from '@perennial/contracts';

import { becomes, reviews, takesBackReview } from '../../oracle/shop.fixture.js';
import type { ProgrammeId } from '../../oracle/history.fixture.js';
import { LedgerTrial } from '../ledger-trial.fixture.js';

const NOW = Date.parse('2027-06-01T00:00:00Z');
const january = (day: number, hour = 10) => new Date(Date.UTC(2027, 0, day, hour)).toISOString();

function arriving(events: readonly Envelope[], programme: ProgrammeId = 'jeweller'): LedgerTrial {
  const trial = new LedgerTrial(programme, [], NOW);
  for (const event of events) trial.arrive([event]);
  return trial;
}

/** What can be spent, as the facts up to an instant make it; in the end the stored state has to say the same. */
function available(trial: LedgerTrial, customers: readonly string[], asOf = NOW): number[] {
  return customers.map((customerId) => {
    const folded = trial.folded(customerId, asOf)?.balance;
    const stored = trial.stored(customerId, asOf);
    if (asOf === NOW && stored) expect({ customerId, ...stored.balance }).toEqual({ customerId, ...folded });
    return Number((folded?.available ?? 0n) - (folded?.debt ?? 0n));
  });
}

function* ordersOf<T>(things: readonly T[]): Generator<T[]> {
  if (things.length === 0) yield [];
  for (const [index, first] of things.entries())
    for (const rest of ordersOf(things.toSpliced(index, 1))) yield [first, ...rest];
}

/** Plays every order of arrival. */
function inEveryOrder(events: readonly Envelope[], customers: readonly string[], expected: readonly number[]): void {
  for (const order of ordersOf(events)) {
    const trial = arriving(order);
    const ids = order.map(({ id }) => id);
    expect([ids, ...trial.refused]).toEqual([ids]);
    expect([ids, available(trial, customers)]).toEqual([ids, expected]);
  }
}

describe('of a person with several records', () => {
  it('a review paid before the merge is taken back after it', () => {
    const events = [reviews('from', 'r-1', january(1), 'ring'), becomes('from', 'into', january(3))];
    inEveryOrder([...events, takesBackReview('from', 'r-1', january(5))], ['into'], [0]);
    inEveryOrder([...events, takesBackReview('from', 'r-1', january(2))], ['into'], [0]);
  });
});
