import { buys, sendsBack } from '@perennial/oracle';
import { parseProgramme, sinceAlways } from '@perennial/programme';

import { DAY_MS } from '../calendar.js';
import { documentOf, LedgerTrial } from '../ledger-trial.fixture.js';
import { viewOf } from '../member-view.js';

const SKUS = '    - { sku: membership-gold, tier: gold, days: 365 }\n';
const document = documentOf('jeweller').replace(
  SKUS,
  `${SKUS}    - { sku: membership-top, tier: platinum, days: 365 }\n`,
);
const programmes = sinceAlways(parseProgramme(document, 'two-memberships.yaml'));

const START = Date.parse('2027-01-01T10:00:00Z');
const day = (days: number) => START + days * DAY_MS;
const line = (sku: string, lineId = '1') => ({ lineId, sku, quantity: 1, unitPriceMinor: 36_500 });
const member = (sku: string, orderId: string, days: number) =>
  buys('ann', orderId, day(days), 36_500, { lines: [line(sku)] });

/** Gold; ring and platinum together 100 days later; gold's rest refunded. */
const story = [
  member('membership-gold', 'gold', 0),
  buys('ann', 'both', day(100), 46_500, {
    lines: [line('membership-top'), { lineId: '2', sku: 'ring', quantity: 1, unitPriceMinor: 10_000 }],
  }),
  sendsBack('gold', 'rest-of-gold', day(101), 26_400, { lines: [{ lineId: '1', quantity: 1, amountMinor: 26_400 }] }),
  sendsBack('both', 'rest-of-top', day(200), 26_500, { lines: [{ lineId: '1', quantity: 1, amountMinor: 26_500 }] }),
];

/** All orders there are. */
function orders<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first, index) => orders(all.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

/** What is held at the end of a day, and what is left of which membership. */
function tierOn(events: readonly (typeof story)[number][], days: number) {
  const trial = new LedgerTrial(programmes, [], day(days));
  for (const event of events.filter(({ at }) => at <= day(days))) trial.arrive([event]);
  expect([...trial.refused]).toEqual([]);
  const { account = '', state } = trial.ledger.member('ann') ?? {};
  if (!state) throw new Error('ann is no member');
  const { tier } = viewOf(programmes, account, state, day(days));
  const left = tier?.memberships.map(({ orderId, unusedMinor }) => `${orderId} ${unusedMinor}`);
  return { tier: tier?.id, left };
}

describe('two paid memberships', () => {
  it.each([
    [99, 'gold', ['gold 26600']],
    [100, 'platinum', ['gold 26500', 'both 36500']],
    [101, 'platinum', ['both 36400']],
    [199, 'platinum', ['both 26600']],
    [200, 'silver', []],
  ])('on day %i: %s, with the price of what is left, in every order of arrival', (days, tier, left) => {
    const all = orders(story);
    expect(all).toHaveLength(24);
    for (const events of all) expect(tierOn(events, days)).toEqual({ tier, left });
  });

  it('leave the goods bought with one their points when it is refunded', () => {
    const trial = new LedgerTrial(programmes, [], day(201));
    for (const event of story) trial.arrive([event]);
    // 100.00 USD, 1.25 times: gold is held before the order.
    expect(trial.ledger.member('ann')?.balance).toMatchObject({ available: 12n, debt: 0n });
  });
});
