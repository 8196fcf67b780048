import { type ClvProjected } from '@perennial/contracts';
import type { TopicRecord } from '@perennial/messaging';
import { becomes, buys, sendsBack } from '@perennial/oracle';

import { projectionContradictions } from './projections.js';
import { keptOrders } from './purchases.js';

const day = (n: number, hour = 10) => `2036-05-${String(n).padStart(2, '0')}T${hour}:00:00Z`;
const MAY_31 = Date.parse('2036-05-31') / 86_400_000;

const projection = (changes: Partial<ClvProjected['projections'][number]> = {}) => ({
  ...{ currency: 'USD', frequency: 1, recencyDays: 4, ageDays: 30, monetaryMinor: 700, ...changes },
});

const record = (customerId: string, projections: object[] | null): TopicRecord =>
  ({
    ...{ topic: 'loyalty.clv', partition: 0, key: Buffer.from(customerId), headers: {} },
    value: projections && Buffer.from(JSON.stringify({ customerId, projections })),
  }) as unknown as TopicRecord;

// Two orders on the fifth, of one of which a part came back.
const events = [
  buys('ann', 'o-1', day(1), 1_000),
  buys('ann', 'o-2', day(5), 400),
  buys('ann', 'o-3', day(5, 20), 500),
  sendsBack('o-3', 'r-1', day(6), 200),
];
const wrongOf = (records: readonly TopicRecord[], orders = keptOrders(events), timeZone = 'UTC') =>
  projectionContradictions(records, orders, { timeZone, on: { from: MAY_31, to: MAY_31 } });

describe('the last projection of a customer', () => {
  it('is what the orders come to by purchase days, whatever was said before', () => {
    expect(wrongOf([record('ann', [projection({ frequency: 0 })]), record('ann', [projection()])])).toEqual([]);
    expect(wrongOf([record('ann', [projection()]), record('ann', [projection({ frequency: 0 })])])).toHaveLength(1);
  });

  it.each([
    ['another frequency', [projection({ frequency: 2 })]],
    ['another recency', [projection({ recencyDays: 5 })]],
    ['what a day ago was its age', [projection({ ageDays: 29 })]],
    ['the spend of what came back', [projection({ monetaryMinor: 900 })]],
    ['a currency that was never paid in', [projection(), projection({ currency: 'EUR' })]],
    ['no projection in the currency', []],
    ['a tombstone', null],
  ])('is not %s', (_title, projections) => {
    expect(wrongOf([record('ann', projections)])).toHaveLength(1);
  });

  it('must be there, and is of the days of the shop: what is the fifth in UTC is the sixth in Tokyo', () => {
    expect(wrongOf([])).toEqual(['the last projection of ann lacks USD']);
    const inTokyo = [projection({ frequency: 2, recencyDays: 5, monetaryMinor: 350 })];
    expect(wrongOf([record('ann', inTokyo)], keptOrders(events), 'Asia/Tokyo')).toEqual([]);
  });

  it('is a tombstone of who was forgotten or merged away, and whoever bought nothing may have none or one that is empty', () => {
    const forgotten = keptOrders(events, (customerId) => customerId === 'ann');
    expect(wrongOf([record('ann', [projection()]), record('ann', null)], forgotten)).toEqual([]);
    expect(wrongOf([record('ann', [projection()])], forgotten)).toHaveLength(1);
    expect(wrongOf([record('bob', [])], forgotten)).toEqual([]);
    const merged = keptOrders([...events, becomes('ann', 'anna', day(9))]);
    expect(wrongOf([record('ann', null), record('anna', [projection()])], merged)).toEqual([]);
    expect(wrongOf([record('ann', [projection()]), record('anna', [projection()])], merged)).toHaveLength(1);
  });
});
