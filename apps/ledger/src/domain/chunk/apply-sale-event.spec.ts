import type { Envelope } from '@perennial/contracts';
import {
  acceptedOf,
  buys,
  cancels,
  isErasedAt,
  type ProgrammeId,
  reverses,
  sendsBack,
  spendsAt,
} from '@perennial/oracle';

import { LedgerTrial } from '../ledger-trial.fixture.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';
const line = (lineId: string, quantity = 1) => ({ lineId, sku: lineId, quantity, unitPriceMinor: 5_000 });
const back = (returnId: string, more: object = {}, minor = 100) => sendsBack('o', returnId, LATER, minor, more);
const of = (lineId: string, quantity = 1) => ({ lines: [{ lineId, quantity, amountMinor: 100 }] });
const order = buys('ann', 'o', AT, 10_000, { lines: [line('a'), line('b')] });
const amended = (more: object, origin = 'amended') =>
  buys('ann', 'o', LATER, 5_000, { revision: 1, ...more }, { id: origin });
const bob = buys('bob', 'p', AT, 100);

/** What the ledger does with events that come one by one: the reason, `parked` or `accepted`. */
function outcomes(programme: ProgrammeId, events: readonly Envelope[]): string[] {
  const trial = new LedgerTrial(programme, [], Date.parse(LATER));
  for (const event of events) trial.arrive([event]);
  const waiting = new Set(trial.ledger.parked.map(({ event }) => event));
  return events.map((event) => {
    if (waiting.has(event)) return 'parked';
    return trial.refused.get(`${event.source} ${event.id}`) ?? 'accepted';
  });
}

function toldByOracle(programme: ProgrammeId, events: readonly Envelope[]): string[] {
  const arriving = events.map((event) => [event]);
  return acceptedOf(programme, arriving).outcomes.map(({ outcome }) => outcome);
}

describe('what becomes of an event about an order', () => {
  it.each<[string, Envelope[], string[]]>([
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
    ...['constructor', 'toString', '__proto__'].map((id): [string, Envelope[], string[]] => [
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
  ])('%s', (_title, events, expected) => {
    expect(outcomes('jeweller', events)).toEqual(expected);
    expect(toldByOracle('jeweller', events)).toEqual(expected);
  });

  const atFuel = buys('ann', 'o', AT, 10_000, { currency: 'GBP', partnerId: 'fuel' });
  const pounds = (more: object) => amended({ currency: 'GBP', partnerId: 'fuel', ...more });

  it.each<[string, Envelope[], string[]]>([
    [
      'an amendment in another currency, before its partner is unknown',
      [atFuel, back('r', { currency: 'GBP' }), pounds({ currency: 'EUR', partnerId: 'bakery' })],
      ['accepted', 'accepted', 'CURRENCY_MISMATCH'],
    ],
    [
      'an amendment with an unknown partner',
      [atFuel, back('r', { currency: 'GBP' }), pounds({ partnerId: 'bakery' })],
      ['accepted', 'accepted', 'UNKNOWN_PARTNER'],
    ],
    ['a spending at an unknown partner', [spendsAt('bakery', 'ann', 'x', AT, 500)], ['UNKNOWN_PARTNER']],
    [
      'a reversal of a spending at an unknown partner does not wait for it',
      [reverses('bakery', 'ann', 'x', 'u', AT, 500)],
      ['UNKNOWN_PARTNER'],
    ],
    ['a reversal of an unknown spending', [reverses('fuel', 'ann', 'x', 'u', AT, 500)], ['parked']],
    [
      'a cancelled order: an amendment with an unknown partner',
      [atFuel, cancels('o', LATER), pounds({ partnerId: 'bakery' })],
      ['accepted', 'accepted', 'UNKNOWN_PARTNER'],
    ],
  ])('in a coalition: %s', (_title, events, expected) => {
    expect(outcomes('travel-club', events)).toEqual(expected);
    expect(toldByOracle('travel-club', events)).toEqual(expected);
  });
});

describe('what a cancellation books', () => {
  const EARLIER = '2027-01-04T10:00:00Z';
  const booked = (...events: readonly Envelope[]) => {
    const trial = new LedgerTrial('jeweller', [], Date.parse(LATER));
    for (const event of events) trial.arrive([event]);
    return trial.ledger.transfers.map(
      ({ kind, points, occurredAt }) => `${kind} ${points} ${new Date(occurredAt).toISOString().slice(0, 10)}`,
    );
  };
  const paid = buys('ann', 'o', AT, 10_000);

  it.each<[string, string[], Envelope[]]>([
    ['is the points taken back', ['accrual 10 2027-01-05', 'clawback 10 2027-01-06'], [paid, cancels('o', LATER)]],
    [
      'is what returns have left of them',
      ['accrual 10 2027-01-05', 'clawback 5 2027-01-06', 'clawback 5 2027-01-06'],
      [paid, back('r', {}, 5_000), cancels('o', LATER)],
    ],
    [
      'is not dated before the points were given',
      ['accrual 10 2027-01-05', 'clawback 10 2027-01-05'],
      [paid, cancels('o', EARLIER)],
    ],
    [
      'is dated by the earliest revision, which has the award',
      ['accrual 10 2027-01-05', 'clawback 10 2027-01-05'],
      [paid, amended({ totalMinor: 10_000 }), cancels('o', EARLIER)],
    ],
    [
      'is what a cancellation that waited takes back',
      ['accrual 10 2027-01-05', 'clawback 10 2027-01-05'],
      [cancels('o', EARLIER), paid],
    ],
    [
      'is a correction of another order, which the tier of the cancelled one had multiplied',
      ['accrual 3000 2027-01-05', 'accrual 150 2027-01-06', 'correction 50 2027-01-06', 'clawback 3000 2027-01-06'],
      [buys('ann', 'o', AT, 3_000_000), buys('ann', 'q', LATER, 100_000), cancels('o', LATER)],
    ],
  ])('%s', (_title, expected, events) => {
    expect(booked(...events)).toEqual(expected);
  });

  it('takes points that wait from what waits, and nothing that could be spent', () => {
    const trial = new LedgerTrial('travel-club', [], Date.parse(LATER));
    trial.arrive([buys('ann', 'o', AT, 2_000, { currency: 'GBP', partnerId: 'fuel' })]);
    trial.arrive([cancels('o', LATER)]);
    expect(trial.ledger.transfers.map(({ kind, points, debit, credit }) => [kind, points, debit, credit])).toEqual([
      ['accrual', 10n, 'issuance', 'pending'],
      ['clawback', 10n, 'pending', 'issuance'],
    ]);
  });
});
