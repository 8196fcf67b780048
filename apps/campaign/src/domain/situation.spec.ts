import type { CampaignOffer } from '@perennial/programme';

import { aMarket, aSituation, knows } from './campaigns.fixture.js';
import { worthOf, type Money, type Situation } from './situation.js';

describe('the face value of an offer', () => {
  const percent: CampaignOffer = { kind: 'discount', percent: 15, validDays: 7, on: 'everything' };
  const market = aMarket({ meanOrders: new Map([['USD', 8_000]]), mainCurrency: 'USD' });
  const own = (...means: [string, number][]) => aSituation({ meanOrders: new Map(means) });

  it.each<[string, CampaignOffer, Situation, Money | undefined]>([
    [
      "a percentage is of the customer's mean order",
      percent,
      own(['USD', 3_333.4]),
      { amountMinor: 500, currency: 'USD' },
    ],
    [
      "a percentage is of everybody's mean order, where the customer has none",
      percent,
      own(),
      { amountMinor: 1_200, currency: 'USD' },
    ],
    [
      "of several currencies it is the projection's",
      percent,
      aSituation({
        features: knows({ values: [{ currency: 'EUR', wellFounded: true }] }),
        meanOrders: new Map([
          ['EUR', 1_000],
          ['USD', 9_000],
        ]),
      }),
      { amountMinor: 150, currency: 'EUR' },
    ],
    [
      'without a projection it is that of most of their orders',
      percent,
      own(['USD', 2_000], ['EUR', 1_000]),
      { amountMinor: 300, currency: 'USD' },
    ],
    [
      'a percentage with a most is the most, whatever orders come to',
      { ...percent, atMost: { EUR: 2_500, USD: 3_000 } },
      own(['USD', 2_000]),
      { amountMinor: 3_000, currency: 'USD' },
    ],
    ['a percentage of nothing has none', percent, own(['USD', 0]), undefined],
    [
      'an amount is itself',
      { kind: 'amount', amountMinor: 1_000, currency: 'GBP', validDays: 1 },
      own(['USD', 1]),
      { amountMinor: 1_000, currency: 'GBP' },
    ],
    [
      'a gift is what the document says',
      { kind: 'gift', gift: 'mug', worth: { EUR: 700, USD: 800 } },
      own(['USD', 1]),
      { amountMinor: 800, currency: 'USD' },
    ],
    ['a gift of which nothing is said has none', { kind: 'gift', gift: 'mug' }, own(['USD', 1]), undefined],
    [
      'points cost what the document says of 100, rounded up',
      { kind: 'points', points: 36 },
      own(['EUR', 1]),
      { amountMinor: 51, currency: 'EUR' },
    ],
    [
      "points cost it in the customer's currency",
      { kind: 'points', points: 50 },
      own(['EUR', 1]),
      { amountMinor: 70, currency: 'EUR' },
    ],
  ])('%s', (_title, offer, situation, worth) => {
    expect(worthOf(offer, situation, market, { per100Points: { USD: 150, EUR: 140 } })).toEqual(worth);
  });

  it('is not known of a percentage before there is any order', () => {
    expect(worthOf(percent, own(), aMarket(), {})).toBeUndefined();
  });

  it('of points is never nothing, where it is said what they cost', () => {
    const cost = (points: number) =>
      worthOf({ kind: 'points', points }, own(['USD', 1]), market, { per100Points: { USD: 1 } });
    expect([1, 100, 101].map((points) => cost(points)?.amountMinor)).toEqual([1, 1, 2]);
  });

  it('is not known of points of which nobody says what they cost', () => {
    expect(worthOf({ kind: 'points', points: 50 }, own(['USD', 1]), market, {})).toBeUndefined();
  });
});
