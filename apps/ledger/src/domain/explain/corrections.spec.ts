import { buys, instant, sendsBack, type Decision } from '@perennial/oracle';

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
