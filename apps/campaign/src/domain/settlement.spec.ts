import fc from 'fast-check';

import { settle, type OfferSettlement, type SettledOffer } from './settlement.js';

const offer = (changes: Partial<SettledOffer> = {}): SettledOffer => ({
  offerId: 'o',
  customerId: 'c',
  campaignId: 'thanks',
  taken: { month: '2027-03', amounts: { offers: 1, USD: 500 } },
  ...changes,
});
const of = (outcome: OfferSettlement['outcome'], spentMinor = 300n, currency = 'USD'): OfferSettlement =>
  outcome === 'expired'
    ? { offerId: 'o', customerId: 'c', outcome }
    : { offerId: 'o', customerId: 'c', outcome, spentMinor, currency };
const usd = (reserved: bigint, spent: bigint) => ({
  ...{ campaignId: 'thanks', month: '2027-03', unit: 'USD' },
  ...{ reserved, spent },
});

describe('settling offers', () => {
  it.each<[string, SettledOffer, OfferSettlement[], object[]]>([
    ['a used one has spent what it took off', offer(), [of('redeemed')], [usd(-500n, 300n)]],
    ['one that ends unused frees what was set aside', offer(), [of('expired')], [usd(-500n, 0n)]],
    ['one that is given back sets it aside again', offer({ ended: 'redeemed' }), [of('reversed')], [usd(500n, -300n)]],
    [
      'used, given back and used again',
      offer(),
      [of('redeemed'), of('reversed'), of('redeemed', 100n)],
      [usd(-500n, 100n)],
    ],
    ['used and given back leaves nothing', offer(), [of('redeemed'), of('reversed')], []],
    ['an end that is told twice counts once', offer({ ended: 'expired' }), [of('expired')], []],
    [
      'one of a budget of offers only takes no money',
      offer({ taken: { month: '2027-03', amounts: { offers: 1 } } }),
      [of('redeemed')],
      [],
    ],
    [
      'one without a budget takes nothing',
      offer({ taken: undefined }),
      [of('redeemed'), of('reversed'), of('expired')],
      [],
    ],
  ])('%s', (_title, one, settlements, changes) => {
    expect(settle([one], settlements).changes).toEqual(changes);
  });

  it('spends in the currency of the order', () => {
    expect(settle([offer()], [of('redeemed', 200n, 'EUR')]).changes).toEqual([
      usd(-500n, 0n),
      { ...usd(0n, 200n), unit: 'EUR' },
    ]);
  });

  it('tells how each offer ended, and leaves others alone', () => {
    expect(settle([offer()], [of('redeemed'), of('reversed')]).endings).toEqual(new Map([['o', undefined]]));
    expect(settle([], [of('redeemed')])).toEqual({ endings: new Map(), changes: [] });
  });

  it('in any story: what is set aside is what an open offer took, what is spent is what its last use took', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 900n }), { maxLength: 6 }), fc.boolean(), (uses, isUsed) => {
        const story = uses.flatMap((spent) => [of('redeemed', spent), of('reversed', spent)]);
        const told = isUsed ? story.slice(0, -1) : story;
        const [change = usd(0n, 0n)] = settle([offer()], told).changes;
        const used = isUsed && uses.length > 0;
        expect(change).toEqual(usd(used ? -500n : 0n, used ? (uses.at(-1) ?? 0n) : 0n));
      }),
    );
  });
});
