import type { Envelope } from '@perennial/contracts';
import {
  acceptedOf,
  buys,
  cancels,
  orderOutcomes,
  type ProgrammeId,
  reverses,
  sendsBack,
  spendsAt,
} from '@perennial/oracle';

import { LedgerTrial } from '../ledger-trial.fixture.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';
const back = (returnId: string, more: object = {}, minor = 100) => sendsBack('o', returnId, LATER, minor, more);
const amended = (more: object, origin = 'amended') =>
  buys('ann', 'o', LATER, 5_000, { revision: 1, ...more }, { id: origin });

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
  it.each(orderOutcomes)('%s', (_title, events, expected) => {
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
