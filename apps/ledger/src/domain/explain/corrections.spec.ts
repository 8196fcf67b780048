import { buys, cancels, instant, isMultiplied, refers, sendsBack, type Decision } from '@perennial/oracle';

import { LedgerTrial } from '../ledger-trial.fixture.js';
import { explained } from './explained.fixture.js';

const NOW = instant('2029-06-01T00:00:00Z');

describe('an explanation, told in any order', () => {
  it('of a first revision that comes last says that the order was amended, and nothing of a move', async () => {
    const first = buys('ann', 'o-1', '2027-01-02T00:00:00Z', 10_000);
    const second = buys('ann', 'o-1', '2027-01-04T00:00:00Z', 25_000, { revision: 1 });
    const trial = new LedgerTrial('jeweller', [], NOW);
    for (const each of [second, first]) trial.arrive([each]);
    const { corrections } = (await explained(trial, 'ann', first))!;
    expect(corrections.map(({ why, id, booked }) => [why, id, booked])).toEqual([['amended', second.id, 25n]]);
  });

  it('of an order that a multiplier counts for once another one of the same millisecond is cancelled tells of a move', async () => {
    const [cancelled, order] = ['a', 'b'].map((id) => buys('ann', id, '2027-01-02T00:00:00Z', 20_000));
    const twice = isMultiplied('ann', 'm', '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z');
    const trial = new LedgerTrial('jeweller', [], NOW);
    for (const chunk of [[cancelled!], [order!, twice], [cancels('a', '2027-01-03T00:00:00Z')]]) trial.arrive(chunk);
    const { corrections } = (await explained(trial, 'ann', order!))!;
    expect(corrections.map(({ why, thing, booked }) => [why, thing, booked])).toEqual([['moved', 'grant:m', 20n]]);
  });

  it('of an amendment by which a friend was no new customer says what was booked and undone on the way', async () => {
    const yen = { currency: 'JPY' };
    const first = buys('bob', 'o-1', '2027-09-12T23:00:00Z', 30_000, yen);
    const amended = buys('bob', 'o-1', '2027-09-11T23:00:00Z', 60_000, { ...yen, revision: 2 });
    const trial = new LedgerTrial('challenges', [], NOW);
    for (const each of [
      ...[first, sendsBack('o-1', 'r', '2027-09-12T22:00:00Z', 30_000, yen)],
      ...[buys('bob', 'o-2', '2028-09-30T00:00:00Z', 800_000, { currency: 'GBP' })],
      ...[refers('ann', 'bob', 'f', '2027-09-12T22:00:00Z'), amended],
    ])
      trial.arrive([each]);
    const { own, changed } = (await explained(trial, 'bob', amended))!;
    const ofFriend = own.filter(({ thing }) => thing === 'referral:f');
    expect(ofFriend.map(({ kind, points }) => [kind, points])).toEqual([
      ['accrual', 20n],
      ['correction', -20n],
    ]);
    expect(changed).toMatchObject([{ thing: 'referral:f', booked: 0n, before: { points: 0n }, after: { points: 0n } }]);
  });

  it('of what a reservation of the home drew, and gave back in the same transaction, tells of it as it was before that', async () => {
    const fuel = { currency: 'GBP', partnerId: 'fuel' };
    const home: Decision = {
      kind: 'household',
      id: 'home',
      at: instant('2027-01-01T00:00:00Z'),
      members: ['ann', 'bob'],
    };
    const held: Decision = {
      ...{ kind: 'reservation', id: 'held', customerId: 'ann', points: 100 },
      ...{ at: instant('2027-02-01T00:00:00Z'), until: instant('2027-03-01T00:00:00Z') },
    };
    const first = buys('bob', 'first', '2027-01-05T00:00:00Z', 2_000, fuel);
    const late = buys('bob', 'late', '2027-01-10T00:00:00Z', 2_000, fuel);
    const newest = buys('ann', 'newest', '2027-04-01T00:00:00Z', 2_000, fuel);
    const trial = new LedgerTrial('travel-club', [home, held], NOW);
    for (const chunk of [[first], [home], [held], [late, newest]]) trial.arrive(chunk);
    const { changed } = (await explained(trial, 'bob', late))!;
    expect(changed).toMatchObject([
      { thing: 'reservation:held', booked: -10n, bookedBesides: 0n, before: { points: -10n }, after: { points: -20n } },
    ]);
  });

  it('of a return that gives back nothing but what has expired, and takes back nothing, says that it changed nothing', async () => {
    const paidFor: Decision = {
      ...{
        kind: 'reservation',
        id: 'held',
        at: instant('2027-01-03T00:00:00Z'),
        until: instant('2027-01-04T00:00:00Z'),
      },
      ...{
        customerId: 'ann',
        points: 40,
        orderId: 'paid',
        commit: { id: 'spent', at: instant('2027-01-03T00:00:01Z') },
      },
    };
    const earned = buys('ann', 'first', '2027-01-02T00:00:00Z', 100_000);
    const paid = buys('ann', 'paid', '2029-01-01T00:00:00Z', 30_950);
    const back = sendsBack('paid', 'r', '2029-01-02T00:00:00Z', 900);
    const trial = new LedgerTrial('jeweller', [paidFor], NOW, [earned, paid, back]);
    for (const each of [earned, paidFor, paid, back]) trial.arrive([each]);
    expect(await explained(trial, 'ann', back)).toMatchObject({
      ...{ outcome: 'no-effect', reason: 'award-unchanged', own: [] },
      rules: [{ result: 'given-back', points: 0n, inputs: { alreadyExpired: 1 } }],
    });
  });
});
