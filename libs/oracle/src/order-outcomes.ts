import type { Envelope } from '@perennial/contracts';

import type { Outcome } from './acceptance.js';
import { buys, cancels, isErasedAt, sendsBack } from './shop.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';
const line = (lineId: string, quantity = 1) => ({ lineId, sku: lineId, quantity, unitPriceMinor: 5_000 });
const back = (returnId: string, more: object = {}, minor = 100) => sendsBack('o', returnId, LATER, minor, more);
const of = (lineId: string, quantity = 1) => ({ lines: [{ lineId, quantity, amountMinor: 100 }] });
const order = buys('ann', 'o', AT, 10_000, { lines: [line('a'), line('b')] });
const amended = (more: object, origin = 'amended') =>
  buys('ann', 'o', LATER, 5_000, { revision: 1, ...more }, { id: origin });
const bob = buys('bob', 'p', AT, 100);

/**
 * What becomes of events about an order that come one by one, of which reason is given when several apply too. For whoever
 * accepts orders: each has to come to the same.
 */
export const orderOutcomes: readonly (readonly [
  title: string,
  events: readonly Envelope[],
  outcomes: readonly Outcome[],
])[] = [
  ['a return of a line the order does not have', [order, back('r', of('c'))], ['accepted', 'INVALID_DATA']],
  [
    'a return of such a line is invalid before it is of another customer or currency',
    [order, bob, back('r', { ...of('c'), customerId: 'bob', currency: 'EUR' })],
    ['accepted', 'accepted', 'INVALID_DATA'],
  ],
  [
    'a return of another customer, before it is one in another currency',
    [order, bob, back('r', { customerId: 'bob', currency: 'EUR' })],
    ['accepted', 'accepted', 'CUSTOMER_MISMATCH'],
  ],
  [
    'a return in another currency, before it is too much',
    [order, back('r', { currency: 'EUR' }, 10_001)],
    ['accepted', 'CURRENCY_MISMATCH'],
  ],
  [
    'a return of an order whose customer was forgotten, whatever is wrong with it',
    [order, isErasedAt('ann', LATER), back('r', of('c'))],
    ['accepted', 'accepted', 'SUBJECT_ERASED'],
  ],
  [
    'a cancelled order: a return of a line it does not have',
    [order, cancels('o', LATER), back('r', of('c'))],
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'a cancelled order: a return beyond what it came to',
    [order, cancels('o', LATER), back('r', of('a', 9), 10_001)],
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'a cancelled order: a return of another customer or currency is still no return of it',
    [order, cancels('o', LATER), back('r', { customerId: 'bob' }), back('s', { currency: 'EUR' })],
    ['accepted', 'accepted', 'CUSTOMER_MISMATCH', 'CURRENCY_MISMATCH'],
  ],
  ...['constructor', 'toString', '__proto__'].map((id): [string, Envelope[], Outcome[]] => [
    `the one piece of a line called ${id} comes back once`,
    [buys('ann', 'o', AT, 10_000, { lines: [line(id), line('b')] }), back('r', of(id)), back('s', of(id))],
    ['accepted', 'accepted', 'OVER_RETURN'],
  ]),
  [
    'an amendment that drops a line that was returned',
    [order, back('r', of('a')), amended({ lines: [line('b')] })],
    ['accepted', 'accepted', 'OVER_RETURN'],
  ],
  [
    'a cancelled order: an amendment that drops a line that was returned',
    [order, back('r', of('a')), cancels('o', LATER), amended({ lines: [line('b')] })],
    ['accepted', 'accepted', 'accepted', 'accepted'],
  ],
  [
    'a piece that came back before anything was known of the lines, and comes back again',
    [buys('ann', 'o', AT, 10_000), back('r', of('a')), amended({ lines: [line('a')] }), back('s', of('a'))],
    ['accepted', 'accepted', 'accepted', 'OVER_RETURN'],
  ],
  [
    'an amendment that tells other lines than came back before anything was known of them',
    [buys('ann', 'o', AT, 10_000), back('r', of('a')), amended({ lines: [line('b')] })],
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'an amendment in another currency of what was returned in part, before it drops a line',
    [order, back('r', of('a')), amended({ currency: 'EUR', lines: [line('b')] })],
    ['accepted', 'accepted', 'CURRENCY_MISMATCH'],
  ],
  [
    'an amendment in another currency of what nothing came back of, and what comes back then',
    [order, amended({ currency: 'EUR' }), back('r'), back('s', { currency: 'EUR' })],
    ['accepted', 'accepted', 'CURRENCY_MISMATCH', 'accepted'],
  ],
  [
    'a cancelled order: an amendment in another currency',
    [order, back('r'), cancels('o', LATER), amended({ currency: 'EUR' })],
    ['accepted', 'accepted', 'accepted', 'accepted'],
  ],
  [
    'an amendment of another customer, whatever else is wrong with it',
    [order, back('r'), buys('bob', 'o', LATER, 1, { revision: 1, currency: 'EUR' })],
    ['accepted', 'accepted', 'DUPLICATE_ORDER'],
  ],
  [
    'a cancellation of what nobody has bought yet, and what comes back of it, in order of things',
    [back('r', { lines: [] }, 10_001), cancels('o', '2027-01-05T12:00:00Z'), order],
    ['accepted', 'accepted', 'accepted'],
  ],
  [
    'a return dated before the cancellation it waited with',
    [cancels('o', '2027-01-07T10:00:00Z'), back('r', {}, 10_001), order],
    ['accepted', 'OVER_RETURN', 'accepted'],
  ],
  ['a cancellation of what nobody has bought yet', [cancels('o', LATER)], ['parked']],
];
