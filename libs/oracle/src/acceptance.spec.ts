import {
  customerErased,
  customerMerged,
  isEvent,
  purchaseCancelled,
  purchaseCompleted,
  type Envelope,
} from '@perennial/contracts';
import fc from 'fast-check';

import { acceptedOf, type Outcome } from './acceptance.js';
import { arrivals, histories } from './histories.js';
import type { ProgrammeId } from './history.js';
import { buys, cancels, isErasedAt, becomes, reverses, reviews, sendsBack, spendsAt, takesBackReview } from './shop.js';

const at = '2027-01-05T10:00:00Z';
const order = buys('ann', 'o', at, 10_000);
const line = (lineId: string, quantity = 1) => ({ lineId, sku: lineId, quantity, unitPriceMinor: 5_000 });
const back = (
  returnId: string,
  amountMinor: number,
  lines?: { lineId: string; quantity: number; amountMinor: number }[],
) => sendsBack('o', returnId, at, amountMinor, { lines });

function outcomes(events: readonly Envelope[], programme: ProgrammeId = 'jeweller'): Outcome[] {
  const arrived = acceptedOf(
    programme,
    events.map((event) => [event]),
  );
  return arrived.outcomes.map(({ outcome }) => outcome);
}

describe('what is accepted', () => {
  it.each<[string, Envelope[], Outcome[]]>([
    ['a copy has no effect', [order, order], ['accepted', 'duplicate']],
    ['an id is used once', [order, buys('ann', 'p', at, 1, {}, { id: order.id })], ['accepted', 'ID_REUSED']],
    [
      'another event may say the same',
      [order, buys('ann', 'o', at, 10_000, {}, { id: 'x' })],
      ['accepted', 'duplicate'],
    ],
    ['but nothing else', [order, buys('ann', 'o', at, 1, {}, { id: 'x' })], ['accepted', 'DUPLICATE_ORDER']],
    ['an order keeps its customer', [order, buys('bob', 'o', at, 1, { revision: 1 })], ['accepted', 'DUPLICATE_ORDER']],
    ['a return needs its order', [back('r', 1)], ['parked']],
    ['a parked return is judged when the order comes', [back('r', 10_001), order], ['OVER_RETURN', 'accepted']],
    [
      'of parked returns that are too much together the first in order of things are accepted',
      [back('s', 6_000), back('r', 6_000), order],
      ['OVER_RETURN', 'accepted', 'accepted'],
    ],
    ['an order is returned once', [order, back('r', 10_000), back('s', 1)], ['accepted', 'accepted', 'OVER_RETURN']],
    [
      'an amendment lets more be returned',
      [order, buys('ann', 'o', at, 20_000, { revision: 1 }), back('r', 10_001)],
      ['accepted', 'accepted', 'accepted'],
    ],
    [
      'a return names lines of the order',
      [
        buys('ann', 'o', at, 10_000, { lines: [line('a')] }),
        back('r', 1, [{ lineId: 'b', quantity: 1, amountMinor: 1 }]),
      ],
      ['accepted', 'INVALID_DATA'],
    ],
    [
      'and not more of a line than there was',
      [
        buys('ann', 'o', at, 10_000, { lines: [line('a', 2)] }),
        back('r', 1, [{ lineId: 'a', quantity: 3, amountMinor: 1 }]),
      ],
      ['accepted', 'OVER_RETURN'],
    ],
    [
      'an amendment keeps a line that was returned',
      [
        buys('ann', 'o', at, 10_000, { lines: [line('a'), line('b')] }),
        back('r', 5_000, [{ lineId: 'a', quantity: 1, amountMinor: 5_000 }]),
        buys('ann', 'o', at, 5_000, { lines: [line('b')], revision: 1 }),
      ],
      ['accepted', 'accepted', 'OVER_RETURN'],
    ],
    [
      'a cancelled order can be returned without limit',
      [order, cancels('o', at), back('r', 99_999)],
      ['accepted', 'accepted', 'accepted'],
    ],
    [
      'a return has the currency and the customer of its order',
      [order, sendsBack('o', 'r', at, 1, { currency: 'EUR' }), sendsBack('o', 's', at, 1, { customerId: 'bob' })],
      ['accepted', 'CURRENCY_MISMATCH', 'CUSTOMER_MISMATCH'],
    ],
    [
      'a corrected event may take the id of a refused one',
      [order, back('r', 10_001), sendsBack('o', 'r', at, 10_000)],
      ['accepted', 'OVER_RETURN', 'accepted'],
    ],
    [
      'a cancellation names the customer of the order',
      [order, cancels('o', at, 'bob')],
      ['accepted', 'CUSTOMER_MISMATCH'],
    ],
    [
      'a review is taken back by its author',
      [reviews('ann', 'v', at, 's'), takesBackReview('bob', 'v', at)],
      ['accepted', 'CUSTOMER_MISMATCH'],
    ],
    [
      'also when that came first; and a copy after a merge of the two is taken',
      [
        takesBackReview('bob', 'v', at),
        reviews('ann', 'v', at, 's'),
        becomes('ann', 'bob', at),
        takesBackReview('bob', 'v', at),
      ],
      ['CUSTOMER_MISMATCH', 'accepted', 'accepted', 'accepted'],
    ],
    [
      'nothing of an erased customer is taken, also not a return that does not name them',
      [order, isErasedAt('ann', at), back('r', 1), reviews('ann', 'v', at, 's')],
      ['accepted', 'accepted', 'SUBJECT_ERASED', 'SUBJECT_ERASED'],
    ],
    ['a programme without partners knows none', [spendsAt('fuel', 'ann', 'x', at, 500)], ['UNKNOWN_PARTNER']],
  ])('%s', (_title, events, expected) => {
    expect(outcomes(events)).toEqual(expected);
  });

  it('takes reversals of an accrual up to its amount, cumulatively', () => {
    const reversal = (id: string, minor: number) => reverses('fuel', 'ann', 'x', id, at, minor);
    const accrual = spendsAt('fuel', 'ann', 'x', at, 500);
    expect(outcomes([reversal('u', 300), accrual, reversal('v', 201), reversal('w', 200)], 'travel-club')).toEqual([
      'accepted',
      'accepted',
      'OVER_RETURN',
      'accepted',
    ]);
    const stranger = buys('ann', 'o', at, 500, { partnerId: 'bakery', currency: 'GBP' });
    expect(outcomes([stranger], 'travel-club')).toEqual(['UNKNOWN_PARTNER']);
  });

  it('is the same for every order of arrival while orders are not amended or cancelled and nobody is merged or erased', () => {
    fc.assert(
      fc.property(
        histories('jeweller').chain(({ events }) => {
          const { accepted } = acceptedOf(
            'jeweller',
            events.map((event) => [event]),
          );
          return fc.tuple(fc.constant(accepted), arrivals(accepted));
        }),
        ([accepted, chunks]) => {
          const changing = [customerErased, customerMerged, purchaseCancelled];
          fc.pre(!accepted.some((event) => changing.some((one) => isEvent(one, event))));
          fc.pre(!accepted.some((event) => isEvent(purchaseCompleted, event) && event.data.revision > 0));
          const ids = new Set(acceptedOf('jeweller', chunks).accepted.map(({ source, id }) => `${source} ${id}`));
          expect(ids.size).toBe(accepted.length);
        },
      ),
      { seed: 20270302, numRuns: 200 },
    );
  });

  it('knows every reason to refuse in 500 arrivals of random histories', () => {
    const seen = new Set<Outcome>();
    for (const programme of ['jeweller', 'travel-club'] as const) {
      const arriving = histories(programme).chain(({ events }) => arrivals(events));
      fc.assert(
        fc.property(arriving, (chunks) =>
          acceptedOf(programme, chunks).outcomes.forEach(({ outcome }) => seen.add(outcome)),
        ),
        { seed: 20270303, numRuns: 250 },
      );
    }
    expect([...seen].sort()).toEqual(
      [
        'CURRENCY_MISMATCH',
        'CUSTOMER_MISMATCH',
        'DUPLICATE_ORDER',
        'ID_REUSED',
        'INVALID_DATA',
        'OVER_RETURN',
        'SUBJECT_ERASED',
        'accepted',
        'duplicate',
        'parked',
      ].sort(),
    );
  });
});
