import type { Envelope } from '@perennial/contracts';
import {
  becomes,
  buys,
  does,
  type ProgrammeId,
  refers,
  reverses,
  reviews,
  sendsBack,
  spendsAt,
  takesBackReview,
} from '@perennial/oracle';

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

describe('a referral of somebody who has been merged', () => {
  it('is refused for a purchase that stood before it with whoever the referee was by then, and for no other', () => {
    const events = [
      buys('from', 'o-0', january(1), 1_000),
      refers('ref', 'into', 'f-1', january(2)),
      buys('into', 'o-1', january(2, 12), 10_000),
      becomes('from', 'into', january(3)),
    ];
    inEveryOrder(events, ['ref', 'into'], [50, 31]);
    inEveryOrder([...events, buys('into', 'o-2', january(5), 1_000)], ['ref', 'into'], [50, 32]);
    const later = [...events.slice(0, 1), refers('ref', 'into', 'f-1', january(4)), events[3]!];
    inEveryOrder([...later, buys('into', 'o-1', january(5), 10_000)], ['ref', 'into'], [0, 11]);
  });

  it('stays with the points of whoever brought the friend, at every instant', () => {
    const events = [
      refers('anna', 'from', 'f-1', january(1)),
      buys('from', 'o-1', january(2), 10_000),
      buys('into', 'o-2', january(2), 1_000),
      becomes('from', 'into', january(5)),
    ];
    inEveryOrder(events, ['anna', 'into'], [50, 31]);
    const trial = arriving(events);
    for (const day of [2, 4, 5, 6]) expect(available(trial, ['anna'], Date.parse(january(day, 20)))).toEqual([50]);
  });

  it('is undone by its own purchase, also when the other had been brought by somebody, too', () => {
    const events = [
      refers('anna', 'from', 'f-1', january(1)),
      buys('from', 'o-1', january(2), 10_000),
      refers('berta', 'into', 'f-2', january(1)),
      buys('into', 'o-2', january(2), 10_000),
      becomes('from', 'into', january(5)),
    ];
    inEveryOrder(events, ['anna', 'berta', 'into'], [50, 50, 60]);
    const returned = [...events, sendsBack('o-1', 'rt-1', january(6), 10_000)];
    for (const order of [returned, returned.toReversed()])
      expect(available(arriving(order), ['anna', 'berta', 'into'])).toEqual([0, 50, 30]);
  });

  it('is paid once where two records of one person had been brought: to the first, if neither was paid yet', () => {
    const brought = [
      refers('anna', 'from', 'f-1', january(1)),
      refers('berta', 'into', 'f-2', january(2)),
      becomes('from', 'into', january(5)),
      buys('into', 'o-1', january(6), 10_000),
    ];
    inEveryOrder(brought, ['anna', 'berta', 'into'], [50, 0, 30]);
    const paid = [...brought, buys('into', 'o-0', january(3), 10_000)];
    inEveryOrder(paid, ['anna', 'berta', 'into'], [0, 50, 40]);
  });

  it('is refused when the person it names by then has been brought, or is the one who brings', () => {
    const second = [
      refers('anna', 'from', 'f-1', january(1)),
      becomes('from', 'into', january(2)),
      refers('berta', 'into', 'f-2', january(3)),
      buys('from', 'o-1', january(4), 10_000),
    ];
    inEveryOrder(second, ['anna', 'berta', 'into'], [50, 0, 30]);
    const oneself = [
      becomes('from', 'into', january(2)),
      refers('into', 'from', 'f-1', january(3)),
      buys('into', 'o-1', january(4), 10_000),
    ];
    inEveryOrder(oneself, ['from', 'into'], [0, 10]);
    const circle = [
      refers('anna', 'from', 'f-1', january(1)),
      becomes('from', 'into', january(2)),
      refers('into', 'anna', 'f-2', january(3)),
      buys('anna', 'o-1', january(4), 10_000),
    ];
    inEveryOrder(circle, ['anna', 'into'], [10, 0]);
  });

  it.each([
    ['the friend into who brought them', 'friend', 'anna'],
    ['who brought them into the friend', 'anna', 'friend'],
  ])('brings nobody anything when both have become one person by the purchase: %s', (_title, from, into) => {
    const events = [
      refers('anna', 'friend', 'f-1', january(1)),
      becomes(from, into, january(2)),
      buys(into, 'o-1', january(3), 10_000),
    ];
    inEveryOrder(events, [into], [10]);
    inEveryOrder([...events, becomes(into, 'third', january(2, 12))], ['third'], [10]);
    inEveryOrder([...events, buys('friend', 'o-0', january(1, 12), 10_000)], [into], [90]);
  });
});

describe('of a person with several records', () => {
  it('a review paid before the merge is taken back after it, whichever record is named', () => {
    const events = [reviews('from', 'r-1', january(1), 'ring'), becomes('from', 'into', january(3))];
    inEveryOrder([...events, takesBackReview('from', 'r-1', january(5))], ['into'], [0]);
    inEveryOrder([...events, takesBackReview('from', 'r-1', january(2))], ['into'], [0]);
    for (const day of [2, 5]) {
      const trial = arriving([...events, takesBackReview('into', 'r-1', january(day))]);
      expect([...trial.refused]).toEqual([]);
      expect(available(trial, ['into'])).toEqual([0]);
    }
    const stranger = arriving([...events, takesBackReview('else', 'r-1', january(5))]);
    expect([...stranger.refused.values()]).toEqual(['CUSTOMER_MISMATCH']);
  });

  it('an order is amended, returned and cancelled under each of them, and stays where it was bought', () => {
    const events = [buys('from', 'o-1', january(1), 20_000), becomes('from', 'into', january(3))];
    const amended = buys('into', 'o-1', january(4), 10_000, { revision: 1 });
    for (const day of [2, 4]) {
      const returned = sendsBack('o-1', 'rt-1', january(day), 5_000, { customerId: 'into' });
      for (const more of [
        [amended, returned],
        [returned, amended],
      ]) {
        const trial = arriving([...events, ...more]);
        expect([...trial.refused]).toEqual([]);
        expect(available(trial, ['from', 'into'])).toEqual([0, 5]);
        expect(trial.folded('from', NOW)?.totals.earned).toBe(10n);
      }
    }
    // The merge is known first, and the amendment, too: the order is still one of its earliest revision's.
    const late = arriving([events[1]!, amended, sendsBack('o-1', 'rt-1', january(2), 5_000), events[0]!]);
    expect([...late.refused]).toEqual([]);
    expect(available(late, ['from', 'into'])).toEqual([0, 5]);
    expect(late.folded('from', NOW)?.totals.earned).toBe(10n);
    const stranger = arriving([...events, buys('else', 'o-1', january(4), 10_000, { revision: 1 })]);
    expect([...stranger.refused.values()]).toEqual(['DUPLICATE_ORDER']);
  });

  it('a spending at a partner is reversed under each of them', () => {
    const events = [
      spendsAt('fuel', 'from', 'x-1', january(1), 1_000),
      becomes('from', 'into', january(2)),
      reverses('fuel', 'into', 'x-1', 'u-1', january(3), 400),
    ];
    const trial = arriving(events, 'travel-club');
    expect([...trial.refused]).toEqual([]);
    expect(available(trial, ['from', 'into'])).toEqual([0, 3]);
  });

  it('points for the same proof, shown under each of them, keep their dates', () => {
    const events = [
      does('from', 'event-attended', 'e-1', january(10), 'p-1'),
      does('into', 'event-attended', 'e-2', '2027-03-10T10:00:00Z', 'p-1'),
      becomes('from', 'into', '2027-04-01T10:00:00Z'),
    ];
    for (const order of ordersOf(events)) {
      const trial = arriving(order);
      const dates = [trial.folded('into', NOW), trial.stored('into', NOW)].map((view) =>
        view?.lots.map(({ points, expiresAt }) => [points, new Date(expiresAt ?? 0).toISOString().slice(0, 10)]),
      );
      const expected = [
        [10n, '2028-02-01'],
        [10n, '2028-04-01'],
      ];
      expect(dates).toEqual([expected, expected]);
    }
  });

  it('points for a proof that is shown again after the merge keep dates of their own', () => {
    const events = [
      does('from', 'event-attended', 'e-1', january(10), 'p-1'),
      becomes('from', 'into', january(20)),
      does('into', 'event-attended', 'e-2', '2027-03-10T10:00:00Z', 'p-1'),
    ];
    const lots = arriving(events).stored('into', NOW)?.lots;
    expect(lots?.map(({ expiresAt }) => new Date(expiresAt ?? 0).toISOString().slice(0, 10))).toEqual([
      '2028-02-01',
      '2028-04-01',
    ]);
  });

  it('points for the same proof come back to the lot they were drawn from', () => {
    const trial = arriving([
      does('from', 'event-attended', 'e-1', january(10), 'p-1'),
      does('into', 'event-attended', 'e-2', '2027-03-10T10:00:00Z', 'p-1'),
    ]);
    const { ledger } = trial;
    ledger.command('from', 'h-1', Date.parse('2027-03-15T10:00:00Z'), (account) => ({
      ...{ kind: 'reservation', reservationId: 'h-1', points: 4n, until: NOW, pool: [account('from')] },
    }));
    ledger.command('from', 'd-1', Date.parse('2027-03-16T10:00:00Z'), (account) => ({
      ...{ kind: 'redemption', redemptionId: 'd-1', rewardId: 'reward', points: 6n, pool: [account('from')] },
    }));
    trial.arrive([becomes('from', 'into', '2027-04-01T10:00:00Z')]);
    ledger.command('into', 'd-2', Date.parse('2027-04-02T10:00:00Z'), (account) => ({
      ...{ kind: 'redemption-reversal', redemptionId: 'd-1', pool: [account('into')] },
    }));
    const lots = trial.stored('into', NOW)?.lots;
    expect(lots?.map(({ points, expiresAt }) => [points, new Date(expiresAt ?? 0).toISOString().slice(0, 10)])).toEqual(
      [
        [10n, '2028-02-01'],
        [10n, '2028-04-01'],
      ],
    );
    expect(trial.folded('into', NOW)?.lots).toEqual(lots);
  });

  it('a further merge of a record that was merged is one of the person: all three become one', () => {
    const events = [
      buys('a', 'o-1', january(1), 10_000),
      buys('b', 'o-2', january(1), 20_000),
      becomes('a', 'b', january(3)),
      { ...becomes('a', 'c', january(5)), id: 'again' },
    ];
    inEveryOrder(events, ['a', 'b', 'c'], [0, 0, 30]);
  });
});
