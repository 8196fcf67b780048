import { buys, expectedOf, sendsBack } from '@perennial/oracle';

import { inWords } from '../compared-with-oracle.fixture.js';
import { LedgerTrial } from '../ledger-trial.fixture.js';

const END = Date.parse('2027-02-01T00:00:00Z');
const line = (lineId: string, minor: number, sku = lineId) => ({ lineId, sku, quantity: 1, unitPriceMinor: minor });
const returned = (lineId: string, minor: number, returnId = 'r') =>
  sendsBack('o', returnId, '2027-01-07T10:00:00Z', minor, { lines: [{ lineId, quantity: 1, amountMinor: minor }] });
const order = buys('ann', 'o', '2027-01-05T10:00:00Z', 20_000);
const amended = (...lines: ReturnType<typeof line>[]) =>
  buys('ann', 'o', '2027-01-06T10:00:00Z', 20_000, { revision: 1, lines }, { id: 'amended' });

describe('a return by lines of an order whose lines come with an amendment', () => {
  it.each([
    ['none of them known: it is one of its amount', [returned('x', 5_000)], [line('a', 20_000)], 15, 'silver'],
    ['known: they decide', [returned('card', 5_000)], [{ ...line('card', 5_000), giftCard: true }], 15, 'silver'],
    ['none known: its share of the goods', [returned('x', 10_000)], [line('m', 9_900, 'membership-gold')], 5, 'gold'],
    [
      'none known: with all others it ends the membership',
      [returned('x', 10_000), returned('y', 10_000, 's')],
      [line('m', 9_900, 'membership-gold')],
      ...[0, 'silver'],
    ],
  ] as const)('%s', (_title, returns, lines, available, tier) => {
    const events = [order, ...returns, amended(...lines)];
    const trial = new LedgerTrial('jeweller', [], END);
    for (const event of events) trial.arrive([event]);
    expect([trial.refused.size, trial.accepted(events).length]).toEqual([0, events.length]);
    const expected = { available, tier: { id: tier } };
    expect(inWords(trial.folded('ann', END)!)).toMatchObject(expected);
    expect(expectedOf('jeweller', { events, decisions: [] }, END).members.get('ann')).toMatchObject(expected);
  });
});
