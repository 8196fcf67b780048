import {
  becomes,
  buys,
  cancels,
  delivers,
  isErasedAt,
  type ProgrammeId,
  reviews,
  sendsBack,
  spendsAt,
} from '@perennial/oracle';
import { parseProgramme, programmeAt, sinceAlways } from '@perennial/programme';

import { factOf } from '../fact.js';
import { documentOf, LedgerTrial, programmes, type Arrival } from '../ledger-trial.fixture.js';
import { fold } from './fold.js';

const PAID = '2027-01-05T10:00:00.000Z';
const DELIVERED = '2027-01-08T15:00:00.000Z';
/** 14 days after the purchase. */
const DUE = '2027-01-19T10:00:00.000Z';
const DUE_MS = Date.parse(DUE);
const LATER = '2027-02-05T10:00:00.000Z';

/** 10 points at the petrol station. */
const order = (minor = 2_000, more: object = {}, when: string | number = PAID, source = '/shop') =>
  buys('ann', 'o', when, minor, { currency: 'GBP', partnerId: 'fuel', ...more }, { id: `o-${minor}`, source });
const iso = (at: number | undefined) => new Date(at ?? NaN).toISOString();

function arriving(events: readonly Arrival[], programme: ProgrammeId = 'travel-club-on-delivery', decisions = []) {
  const trial = new LedgerTrial(programme, decisions, Date.parse(LATER));
  for (const event of events) trial.arrive([event]);
  return trial;
}

/** What there is to spend, what waits, and since or until when, folded as of an instant. */
function wallet(trial: LedgerTrial, asOf: string | number, customerId = 'ann'): string {
  const view = trial.folded(customerId, typeof asOf === 'string' ? Date.parse(asOf) : asOf);
  const { available, pending } = view?.balance ?? {};
  return [`${available} to spend, ${pending} wait`, ...(view?.lots ?? []).map((lot) => iso(lot.availableAt))].join(
    ', ',
  );
}

const stored = ({ ledger }: LedgerTrial) =>
  [...(ledger.member('ann')?.state.lots.values() ?? [])].map(({ thing, points }) => [thing, points]);

/** Messages in short, as they went out. */
function told({ ledger }: LedgerTrial): string[] {
  return ledger.messages.map(({ type, time, causationid, data }) => {
    const { points, availableAt } = data as { points: number; availableAt?: string };
    const short = type.replace(/^loyalty\.(.*)\.v1$/, '$1');
    return [short, points, `at ${time}`, ...(availableAt ? [`for ${availableAt}`] : []), `by ${causationid}`].join(' ');
  });
}

describe('points of an order that wait', () => {
  it('can be spent from its delivery on, not before it, and expire when they would have', () => {
    const trial = arriving([order(), delivers('o', DELIVERED)]);
    expect(wallet(trial, Date.parse(DELIVERED) - 1)).toBe(`0 to spend, 10 wait, ${DUE}`);
    expect(wallet(trial, DELIVERED)).toBe(`10 to spend, 0 wait, ${DELIVERED}`);
    const expiryOf = (each: LedgerTrial) => iso(each.folded('ann', Date.parse(LATER))?.lots[0]?.expiresAt);
    expect(expiryOf(trial)).toBe('2029-01-06T00:00:00.000Z');
    expect(expiryOf(arriving([order()]))).toBe(expiryOf(trial));
  });

  it.each([
    ['one millisecond before their date, then', DUE_MS - 1, iso(DUE_MS - 1)],
    ['at exactly their date, on their date', DUE_MS, DUE],
    ['after their date, on their date', DUE_MS + 1, DUE],
    ['together with the purchase, at once', PAID, PAID],
    ['before the purchase, at once with it', '2027-01-04T10:00:00Z', PAID],
  ])('can be spent when it is delivered %s', (_title, delivered, available) => {
    for (const events of [
      [order(), delivers('o', delivered)],
      [delivers('o', delivered), order()],
    ]) {
      const trial = arriving(events);
      expect(wallet(trial, LATER)).toBe(`10 to spend, 0 wait, ${available}`);
      expect(wallet(trial, Date.parse(available) - 1)).toMatch(/^(0 to spend, 10 wait|0 to spend, 0 wait$)/);
    }
  });

  it('go by the earliest of several deliveries, in whatever order they are told', () => {
    const [first, second] = [delivers('o', DELIVERED, 'ann', 'd-1'), delivers('o', LATER, 'ann', 'd-2')];
    for (const events of [
      [order(), first, second],
      [order(), second, first],
      [second, first, order()],
    ])
      expect(wallet(arriving(events), LATER)).toBe(`10 to spend, 0 wait, ${DELIVERED}`);
  });

  it('are what is left of the order after a return', () => {
    const trial = arriving([
      order(),
      sendsBack('o', 'r', '2027-01-06T10:00:00Z', 1_200, { currency: 'GBP' }),
      delivers('o', DELIVERED),
    ]);
    expect(wallet(trial, DELIVERED)).toBe(`4 to spend, 0 wait, ${DELIVERED}`);
  });

  it('do not wait when an amendment brings them after the delivery, and are told of with its instant', () => {
    const trial = arriving([order(), delivers('o', DELIVERED), order(3_000, { revision: 1 }, LATER)]);
    expect(wallet(trial, LATER)).toBe(`15 to spend, 0 wait, ${DELIVERED}`);
    expect(told(trial)).toEqual([
      `reward.issued 10 at ${PAID} for ${DUE} by o-2000`,
      `points.activated 10 at ${DELIVERED} by o-delivered`,
      `reward.issued 5 at ${PAID} for ${DELIVERED} by o-3000`,
    ]);
  });

  it('repay what the member owes', () => {
    const more = { currency: 'GBP', partnerId: 'fuel' };
    const earlier = buys('ann', 'p', '2026-12-01T10:00:00Z', 2_000, more);
    const spent = {
      kind: 'redemption',
      id: 'x',
      customerId: 'ann',
      at: Date.parse('2027-01-06T10:00:00Z'),
      points: 14,
    };
    const trial = arriving([earlier, order(), spent as Arrival, delivers('o', DELIVERED)]);
    expect(trial.ledger.member('ann')?.balance).toMatchObject({ available: 6n, pending: 0n, debt: 0n });
  });

  it('are there for everything else of the instant, when it is delivered in the instant of the purchase', () => {
    const paid = order(2_000, {}, PAID, '/app');
    const held = { kind: 'reservation', id: 'x', customerId: 'ann', at: Date.parse(PAID), points: 4 } as const;
    const until = { until: Date.parse(DELIVERED) };
    const trial = arriving([paid, { ...held, ...until }, delivers('o', PAID)]);
    trial.ledger.tick(Date.parse(LATER));
    // From the lot of the order and back to it; owed and repaid they would come back as new points.
    expect(stored(trial)).toEqual([['order:o', 10n]]);
  });

  it('are those of whoever the buyer was merged into', () => {
    const trial = arriving([order(), becomes('ann', 'bob', '2027-01-06T10:00:00Z'), delivers('o', DELIVERED)]);
    expect(wallet(trial, DELIVERED, 'bob')).toBe(`10 to spend, 0 wait, ${DELIVERED}`);
    expect(trial.ledger.messages.at(-1)).toMatchObject({ type: 'loyalty.points.activated.v1', subject: 'bob' });
  });

  it('wait on where the programme does not go by deliveries, and so do those of a partner', () => {
    const events = [order(), delivers('o', DELIVERED)];
    expect(wallet(arriving(events, 'travel-club'), DELIVERED)).toBe(`0 to spend, 10 wait, ${DUE}`);
    const accrual = spendsAt('fuel', 'ann', 'o', PAID, 2_000);
    const trial = arriving([accrual, delivers('o', DELIVERED)]);
    expect(wallet(trial, DELIVERED)).toBe(`0 to spend, 10 wait, ${DUE}`);
    expect(trial.ledger.parked).toHaveLength(1);
  });

  it('go by what the version said that gave them', () => {
    const facts = [order(), delivers('o', DELIVERED)].flatMap((event) => factOf('ann', event) ?? []);
    const waits = (first: ProgrammeId, second: ProgrammeId) => {
      const versions = [first, second].map((id, index) => ({
        effectiveFrom: index === 0 ? -Infinity : Date.parse(DELIVERED),
        programme: programmeAt(programmes[id], 0),
      }));
      return [...(fold({ versions }, facts).members.get('ann')?.lots.values() ?? [])].map(({ pending }) => pending);
    };
    expect(waits('travel-club', 'travel-club-on-delivery')).toEqual([true]);
    expect(waits('travel-club-on-delivery', 'travel-club')).toEqual([false]);
  });

  it('go by it under a rule for orders of the shop too, and those of other rules wait on', () => {
    const wait = (text: string) =>
      text.replace('points: 1\n', 'points: 1\n    pendingDays: 14\n    availableOnDelivery: true\n');
    const programme = parseProgramme(
      wait(documentOf('jeweller')).replace('points: 5\n', 'points: 5\n    pendingDays: 14\n'),
    );
    const events = [buys('ann', 'o', PAID, 10_000), reviews('ann', 'o', PAID, 'ring'), delivers('o', DELIVERED)];
    const { members } = fold(
      sinceAlways(programme),
      events.flatMap((event) => factOf('ann', event) ?? []),
    );
    expect([...(members.get('ann')?.lots.values() ?? [])].map(({ thing, pending }) => [thing, pending])).toEqual([
      ['order:o', false],
      ['review:o', true],
    ]);
  });

  it('do not come back by the delivery of a cancelled order', () => {
    for (const events of [
      [order(), cancels('o', PAID), delivers('o', DELIVERED)],
      [order(), delivers('o', DELIVERED), cancels('o', LATER)],
    ])
      expect(wallet(arriving(events), LATER)).toBe('0 to spend, 0 wait');
  });
});

describe('points.activated', () => {
  const inTime = [
    `reward.issued 10 at ${PAID} for ${DUE} by o-2000`,
    `points.activated 10 at ${DELIVERED} by o-delivered`,
  ];

  it('goes out at the delivery, once: neither another one nor the date publishes it again', () => {
    const trial = arriving([order(), delivers('o', DELIVERED), delivers('o', LATER, 'ann', 'again')]);
    trial.ledger.tick(Date.parse(LATER));
    expect(told(trial)).toEqual(inTime);
    expect(trial.ledger.transfers.map(({ kind, debit, credit, points }) => [kind, debit, credit, points])).toEqual([
      ['accrual', 'issuance', 'pending', 10n],
      ['activation', 'pending', 'available', 10n],
    ]);
  });

  it('goes out for a delivery that waited for its purchase', () => {
    expect(told(arriving([delivers('o', DELIVERED), order()]))).toEqual(inTime);
  });

  it('goes out at the purchase for one that was delivered before', () => {
    expect(told(arriving([delivers('o', '2027-01-04T10:00:00Z'), order()]))).toEqual([
      inTime[0],
      `points.activated 10 at ${PAID} by o-delivered`,
    ]);
  });

  it('goes out for a delivery that came late, while the points still waited', () => {
    const later = reviews('ann', 'v', '2027-01-10T10:00:00Z', 'ring');
    expect(told(arriving([order(), later, delivers('o', DELIVERED)]))).toEqual(inTime);
  });

  it('does not go out for a purchase that is told of after its date, as little as without deliveries', () => {
    const later = reviews('ann', 'v', LATER, 'ring');
    expect(told(arriving([later, order()]))).toEqual([inTime[0]]);
  });

  it('does not go out again for a delivery that came after the points were told of, or for an earlier one', () => {
    const passed = arriving([order()]);
    passed.ledger.tick(DUE_MS);
    passed.arrive([delivers('o', DELIVERED)]);
    expect(told(passed)).toEqual([inTime[0], `points.activated 10 at ${DUE} by o-2000`]);
    expect(wallet(passed, LATER)).toBe(`10 to spend, 0 wait, ${DELIVERED}`);
    const earlier = delivers('o', '2027-01-07T10:00:00Z', 'ann', 'earlier');
    expect(told(arriving([order(), delivers('o', DELIVERED), earlier]))).toEqual(inTime);
  });
});

describe('a delivery', () => {
  it.each<[string, string[], Arrival[]]>([
    ['of another customer is refused', ['CUSTOMER_MISMATCH'], [order(), delivers('o', DELIVERED, 'bob')]],
    ['of a guest in the name of a customer too', ['CUSTOMER_MISMATCH'], [guest(), delivers('o', DELIVERED, 'ann')]],
    ['of a guest has no effect', [], [guest(), delivers('o', DELIVERED)]],
    ['that waited is judged with its purchase', ['CUSTOMER_MISMATCH'], [delivers('o', DELIVERED, 'bob'), order()]],
    [
      'of somebody who was forgotten is refused, named or not',
      ['SUBJECT_ERASED', 'SUBJECT_ERASED'],
      [order(), isErasedAt('ann', PAID), delivers('o', DELIVERED), delivers('o', DELIVERED, 'ann', 'named')],
    ],
    [
      'in the name of a record merged with the buyer is not',
      [],
      [order(), becomes('bob', 'ann', PAID), delivers('o', DELIVERED, 'bob')],
    ],
  ])('%s', (_title, reasons, events) => {
    expect([...arriving(events).refused.values()]).toEqual(reasons);
  });

  it('of an order that nobody knows waits, and makes nobody known', () => {
    const trial = arriving([delivers('o', DELIVERED, 'ann')]);
    expect(trial.ledger.parked).toMatchObject([{ waitsFor: 'order:o' }]);
    expect(trial.ledger.accounts.size).toBe(0);
  });

  it('that is the newest is one step: no history is folded again', () => {
    const trial = arriving([order()]);
    const before = trial.ledger.retries;
    trial.arrive([delivers('o', DELIVERED, 'ann')]);
    // The account of the order was not locked at first, and that is all.
    expect(trial.ledger.retries - before).toBe(1);
  });
});

function guest() {
  return buys(undefined, 'o', PAID, 2_000, { currency: 'GBP', partnerId: 'fuel' });
}
