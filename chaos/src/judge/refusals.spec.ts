import { buys, isErasedAt, sendsBack, spendsAt } from '@perennial/oracle';

import { missingOf } from './judge.js';
import { canBeRefused } from './refusals.js';

const time = '2036-05-20T10:00:00Z';
const bought = buys('ann', 'o-1', time, 1_000);
const other = buys('ann', 'o-2', time, 1_000);
const returned = sendsBack('o-1', 'r-1', time, 1_000);

describe('a good event that was refused', () => {
  it.each([
    ['ID_REUSED', bought, buys('ann', 'o-1', time, 2_000)],
    ['DUPLICATE_ORDER', bought, buys('eve', 'o-1', time, 1_000, { revision: 1 })],
    ['SUBJECT_ERASED', bought, isErasedAt('ann', time)],
    ['CUSTOMER_MISMATCH', bought, buys('eve', 'o-1', time, 1_000, { revision: 1 })],
    ['CURRENCY_MISMATCH', returned, buys('ann', 'o-1', time, 1_000, { currency: 'EUR' })],
    ['OVER_RETURN', returned, bought],
    [
      'INVALID_DATA',
      sendsBack('o-1', 'r-2', time, 10, { lines: [{ lineId: '9', quantity: 1, amountMinor: 10 }] }),
      bought,
    ],
    ['UNKNOWN_PARTNER', spendsAt('cinema', 'ann', 'x-1', time, 100), bought],
  ])('can be so for %s where its history gives reason to, and not among others', (reason, event, rival) => {
    expect(canBeRefused({ event, reason }, [event, rival])).toBe(true);
    expect(canBeRefused({ event: other, reason }, [other, bought])).toBe(false);
  });

  it.each(['DATABASE_REFUSED', 'TOO_LARGE', 'NOT_JSON'])('can never be so for %s', (reason) => {
    expect(canBeRefused({ event: bought, reason }, [bought, buys('eve', 'o-1', time, 1)])).toBe(false);
  });
});

describe('what is missing', () => {
  const history = {
    name: 'h0',
    events: [buys('h0-ann', 'h0-o', time, 1)],
    besides: [],
    asOf: [],
    customers: [],
    deciders: [],
  };
  it('is an event that no topic has, and one that was refused for nothing', () => {
    expect(missingOf([history], { refused: [], seen: new Set() })).toEqual([
      '/shop h0-o-0-paid was acknowledged, and is in no topic',
    ]);
    const refused = history.events.map((event) => ({ event, reason: 'DUPLICATE_ORDER' }));
    expect(missingOf([{ ...history, events: [] }, history], { refused, seen: new Set() })).toContain(
      '/shop h0-o-0-paid was refused for DUPLICATE_ORDER, and nothing gives reason to',
    );
  });
});
