import { becomes, buys, type Decision, does, expectedOf, sendsBack } from '@perennial/oracle';

import { comparison } from '../compared-with-oracle.fixture.js';
import { LedgerTrial, type Arrival } from '../ledger-trial.fixture.js';

const END = Date.parse('2028-02-01T00:00:00Z');

/** Bob owes when he draws the points that pay for `paid`: they come back as new ones, at the place of what was returned. */
const redeemed: Decision = {
  ...{ kind: 'redemption', id: 'redeemed', at: Date.parse('2027-05-17T00:00:00Z') },
  ...{ customerId: 'bob', rewardId: 'reward', points: 311 },
};
const reserved: Decision = {
  ...{ kind: 'reservation', id: 'reserved', at: Date.parse('2028-01-01T00:30:00Z'), until: END },
  ...{ customerId: 'bob', points: 10, orderId: 'paid' },
  commit: { id: 'reserved-end', at: Date.parse('2028-01-01T00:30:00.001Z') },
};
const events = [
  becomes('ann', 'bob', '2027-03-29T00:00:00Z'),
  does('bob', 'social-shared', 'shared', '2027-03-29T00:30:00Z', 'proof'),
  buys('ann', 'first', '2027-03-29T01:30:00Z', 271_799, { currency: 'EUR', pointsTenderMinor: 500 }),
  buys('bob', 'month-before', '2027-12-31T23:30:00Z', 8_000, { currency: 'GBP' }),
  // With its own points it earns those of two months in a row.
  buys('bob', 'paid', '2028-01-01T01:30:00Z', 9_600, { currency: 'GBP' }),
  sendsBack('paid', 'early', '2027-05-19T01:30:00Z', 4_800, { currency: 'GBP' }),
  sendsBack('paid', 'late', '2028-01-21T01:30:00Z', 4_800, { currency: 'GBP' }),
];

describe('points that a return dated before its purchase gives back', () => {
  it.each<[string, readonly Arrival[]]>([
    ['as it happened', [...events.slice(0, 3), redeemed, ...events.slice(3, 4), reserved, ...events.slice(4)]],
    ['with the returns first', [...events.slice(5), ...events.slice(0, 5), redeemed, reserved]],
  ])('are taken back after all that the purchase earned, told %s', (_order, facts) => {
    const decisions = [redeemed, reserved];
    const trial = new LedgerTrial('challenges', decisions, END, events);
    for (const fact of facts) trial.arrive([fact]);
    expect(trial.accepted(events)).toHaveLength(events.length);
    const expected = expectedOf('challenges', { events, decisions }, END).members.get('bob');
    const view = trial.folded('bob', END);
    if (!expected || !view) throw new Error('nobody knows bob');
    const [told, compared] = comparison(expected);
    expect(compared(view)).toEqual(told);
  });
});
