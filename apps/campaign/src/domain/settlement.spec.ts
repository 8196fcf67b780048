import fc from 'fast-check';

import { settle, type OfferSettlement, type SettledOffer } from './settlement.js';

const offer = (changes: Partial<SettledOffer> = {}): SettledOffer => ({
  offerId: 'o',
  customerId: 'c',
  campaignId: 'thanks',
  taken: [
    { period: '2027-03', unit: 'offers', amount: 1 },
    { period: '2027-03', unit: 'USD', amount: 500 },
  ],
  ...changes,
});
const of = (outcome: OfferSettlement['outcome'], spentMinor = 300n, currency = 'USD'): OfferSettlement =>
  outcome === 'expired'
    ? { offerId: 'o', customerId: 'c', outcome }
    : { offerId: 'o', customerId: 'c', outcome, spentMinor, currency };
const usd = (reserved: bigint, spent: bigint) => ({
  ...{ campaignId: 'thanks', period: '2027-03', unit: 'USD' },
  ...{ reserved, spent },
});

describe('settling offers', () => {
  it.each<[string, SettledOffer, OfferSettlement[], object[]]>([
    ['a used one has spent what it took off, and keeps the rest', offer(), [of('redeemed')], [usd(-300n, 300n)]],
    ['one that ends unused frees what was set aside', offer(), [of('expired')], [usd(-500n, 0n)]],
    ['one whose time is over frees what it has not spent', offer(), [of('redeemed'), of('over')], [usd(-500n, 300n)]],
    ['one that is given back has it again', offer({ ended: 'redeemed' }), [of('reversed')], [usd(300n, -300n)]],
    [
      'used, given back and used again',
      offer(),
      [of('redeemed'), of('reversed'), of('redeemed', 100n)],
      [usd(-100n, 100n)],
    ],
    ['used and given back leaves nothing', offer(), [of('redeemed'), of('reversed')], []],
    [
      'given back when its time is over, it stays spent',
      offer(),
      [of('redeemed'), of('over'), of('reversed'), of('expired')],
      [usd(-500n, 300n)],
    ],
    [
      'a use that is told of when it has ended spends nothing of what others may have by now',
      offer(),
      [of('expired'), of('redeemed'), of('reversed')],
      [usd(-500n, 0n)],
    ],
    ['never more is spent than was set aside', offer(), [of('redeemed', 900n)], [usd(-500n, 500n)]],
    ['in another currency all of it is', offer(), [of('redeemed', 200n, 'EUR')], [usd(-500n, 500n)]],
    ['an end that is told twice counts once', offer({ ended: 'expired' }), [of('expired')], []],
    ['a use that is told twice counts once', offer({ ended: 'redeemed' }), [of('redeemed')], []],
    [
      'one of a budget of offers only takes no money',
      offer({ taken: [{ period: '2027-03', unit: 'offers', amount: 1 }] }),
      [of('redeemed')],
      [],
    ],
    ['one without a budget takes nothing', offer({ taken: [] }), [of('redeemed'), of('reversed'), of('expired')], []],
  ])('%s', (_title, one, settlements, changes) => {
    expect(settle([one], settlements).changes).toEqual(changes);
  });

  it('tells how each offer ended, and leaves others alone', () => {
    const ending = { offerId: 'o', customerId: 'c' };
    expect(settle([offer()], [of('redeemed'), of('reversed')]).endings).toEqual([
      { ...ending, ended: undefined, isOver: false },
    ]);
    expect(settle([offer()], [of('redeemed'), of('over')]).endings).toEqual([
      { ...ending, ended: 'redeemed', isOver: true },
    ]);
    expect(settle([], [of('redeemed')])).toEqual({ endings: [], changes: [] });
  });

  it('in any story takes no more than was set aside at first, and gives back no more', () => {
    const told = fc.tuple(
      fc.constantFrom('redeemed' as const, 'reversed' as const, 'over' as const, 'expired' as const),
      fc.bigInt({ min: 0n, max: 900n }),
      fc.constantFrom('USD', 'EUR'),
    );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 8 }), (story) => {
        // An order gives back what it took, and what is over was taken by it.
        let last: readonly [bigint, string] = [0n, 'USD'];
        let isUsed = false;
        const settlements = story.map(([outcome, spent, currency]) => {
          if (outcome === 'redeemed' && !isUsed) last = [spent, currency];
          isUsed = outcome === 'redeemed' || (isUsed && outcome === 'over');
          return of(outcome, ...last);
        });
        for (const [index] of settlements.entries()) {
          const [change = usd(0n, 0n)] = settle([offer()], settlements.slice(0, index + 1)).changes;
          const balance = { reserved: 500n + change.reserved, spent: change.spent };
          expect(balance.reserved >= 0n && balance.spent >= 0n && balance.reserved + balance.spent <= 500n).toBe(true);
        }
      }),
    );
  });
});
