import {
  customerUpserted,
  engagementRecorded,
  identityOf,
  partnerAccrued,
  partnerReversed,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { documentOf as variantOf } from '../domain/ledger-trial.fixture.js';
import { documentOf, ProgrammeRig, structured } from '../programme/programme-rig.fixture.js';

type Explained = Awaited<ReturnType<ProgrammeRig['explain']>>;

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
});
afterAll(() => rig?.stop());

let day = 0;
/** Each event of a test a day after the one before. */
const next = () => new Date(Date.UTC(2027, 0, 1) + (day += 1) * 86_400_000).toISOString();
const order = (customerId: string, orderId: string, totalMinor: number, more: object = {}) =>
  anEvent(purchaseCompleted, {
    time: next(),
    data: { orderId, customerId, currency: 'USD', totalMinor, lines: undefined, ...more },
  });
const back = (orderId: string, amountMinor: number) =>
  anEvent(returnCompleted, {
    time: next(),
    data: { orderId, customerId: undefined, currency: 'USD', amountMinor, lines: undefined },
  });
const shared = (customerId: string, proofId: string | undefined, time = next()) =>
  anEvent(engagementRecorded, { time, data: { customerId, kind: 'social-shared', proofId } });
const review = (customerId: string, sku: string, more: object = {}) =>
  anEvent(reviewPublished, { time: next(), data: { customerId, sku, verified: true, ...more } });
const referral = (referrerId: string, refereeId: string) =>
  anEvent(referralCreated, { time: next(), data: { referrerId, refereeId } });

const explain = (customerId: string, event: Envelope) => rig.explain(customerId, event);
const reasons = ({ rules }: Explained) => rules.map(({ rule, result, reason }) => `${rule} ${reason ?? result}`);

/** The points of one rule from nothing but its inputs, as somebody outside would compute them. */
function computedAgain({ result, inputs }: Explained['rules'][number]): number {
  if (result === 'skipped') return 0;
  const left = Number(inputs['pointsLeft'] ?? Infinity);
  if (inputs['perFullMinor'] === undefined) return Math.min(Number(inputs['points']), left);
  const [numerator = '', denominator = '1'] = String(inputs['netEligibleMinor']).split('/');
  const fulls = BigInt(numerator) / (BigInt(denominator) * BigInt(Number(inputs['perFullMinor'])));
  const multiplier = BigInt(Number(inputs['multiplierPercent'] ?? 100));
  const award = Math.min(Number((fulls * BigInt(Number(inputs['pointsPerFull'])) * multiplier) / 100n), left);
  return result === 'awarded' ? award : Number(inputs['awardBefore']) - award;
}

/** Every number can be computed again, and together they are what the member has. */
async function addsUp(customerId: string, events: readonly Envelope[], ledger = rig): Promise<void> {
  let [given, taken] = [0, 0];
  for (const event of events) {
    for (const rule of (await ledger.explain(customerId, event)).rules) {
      expect({ ...rule, points: rule.points ?? 0 }).toEqual({ ...rule, points: computedAgain(rule) });
      if (rule.result === 'awarded') given += rule.points ?? 0;
      if (rule.result === 'taken-back') taken += rule.points ?? 0;
    }
  }
  const { earned, clawedBack } = await ledger.member(customerId);
  expect([given, taken]).toEqual([earned, clawedBack]);
  expect(given).toBeGreaterThan(0);
}

describe('an award explained', () => {
  it('can be computed again from its inputs alone: purchases by tier, returns, reviews, shares', async () => {
    const events = [
      order('ada', 'a-1', 305_000),
      order('ada', 'a-2', 99_999),
      back('a-2', 33_333),
      back('a-1', 100),
      review('ada', 'ring', { reviewId: 'a-r' }),
      anEvent(reviewUnpublished, { time: next(), data: { reviewId: 'a-r', customerId: 'ada' } }),
      shared('ada', 'p-1'),
    ];
    await rig.deliver(...events);
    await addsUp('ada', events);
    const [, second] = events;
    expect(await explain('ada', second!)).toMatchObject({
      outcome: 'applied',
      programmeVersion: 1,
      rules: [
        {
          rule: 'purchase',
          result: 'awarded',
          points: 123,
          inputs: {
            netEligibleMinor: '99999',
            perFullMinor: 1000,
            basePoints: 99,
            tier: 'gold',
            multiplierPercent: 125,
          },
        },
      ],
      transfers: [
        { kind: 'accrual', points: 123, rule: 'purchase', thing: 'order:a-2', text: 'Points for your purchase' },
      ],
      lots: [
        { rule: 'purchase', thing: 'order:a-2', points: 82, pending: false, expiresAt: '2028-02-01T00:00:00.000Z' },
      ],
    });
    expect(await explain('ada', events[2]!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'purchase', result: 'taken-back', points: 41, inputs: { awardBefore: 123, awardNow: 82 } }],
      transfers: [{ kind: 'clawback', points: -41 }],
    });
  });

  it('can be computed again for spendings at partners, pending or not', async () => {
    const coalition = await ProgrammeRig.start(documentOf('travel-club'));
    const accrued = (partnerId: string, externalId: string, amountMinor: number) =>
      anEvent(partnerAccrued, {
        time: next(),
        data: { partnerId, externalId, customerId: 'tom', currency: 'GBP', amountMinor },
      });
    const events = [
      accrued('fuel', 'x-1', 4_199),
      accrued('telco', 'x-2', 1_499),
      order('tom', 'x-3', 999, { currency: 'GBP', partnerId: 'grocer' }),
      order('tom', 'x-4', 999, { currency: 'GBP' }),
      anEvent(partnerReversed, {
        time: next(),
        data: {
          reversalId: 'x-5',
          partnerId: 'fuel',
          externalId: 'x-1',
          customerId: 'tom',
          currency: 'GBP',
          amountMinor: 200,
        },
      }),
    ];
    await coalition.deliver(...events);
    await addsUp('tom', events, coalition);
    const [fuel, , , nowhere] = events;
    expect(await coalition.explain('tom', fuel!)).toMatchObject({
      rules: [{ rule: 'partner-purchase', points: 20, inputs: { partnerId: 'fuel', perFullMinor: 200 } }],
      lots: [{ thing: 'accrual:fuel:x-1', points: 19 }],
    });
    expect(reasons(await coalition.explain('tom', nowhere!))).toEqual(['partner-purchase not-a-partner']);
    await coalition.stop();
  });

  it('can be computed again where limits cut it, and the inputs have the limits and what was used up before', async () => {
    const document = documentOf('jeweller')
      .replace('points: 1\n', 'points: 1\n    pointsPerMonthMax: 100\n')
      .replace('unit: points', 'earning: { pointsPerDayMax: 90 }\nunit: points');
    const limited = await ProgrammeRig.start(document);
    const at = (time: string) => `2027-01-${time}:00:00Z`;
    const bought = (orderId: string, totalMinor: number, time: string) =>
      anEvent(purchaseCompleted, {
        time: at(time),
        data: { orderId, customerId: 'max', currency: 'USD', totalMinor, lines: undefined },
      });
    const events = [
      bought('m-1', 70_000, '01T10'),
      bought('m-2', 70_000, '01T11'),
      bought('m-3', 70_000, '02T10'),
      bought('m-4', 70_000, '03T10'),
      shared('max', 'p-1', at('01T12')),
      shared('max', 'p-2', at('02T12')),
      anEvent(returnCompleted, {
        time: at('04T10'),
        data: { orderId: 'm-2', customerId: 'max', currency: 'USD', amountMinor: 55_000, lines: undefined },
      }),
    ];
    await limited.deliver(...events);
    await addsUp('max', events, limited);
    const rules = await Promise.all(events.map(async (event) => (await limited.explain('max', event)).rules[0]!));
    expect(rules.map(({ result, reason, points }) => reason ?? `${result} ${points}`)).toEqual([
      ...['awarded 70', 'awarded 20', 'awarded 10', 'limit-reached', 'limit-reached', 'awarded 2', 'taken-back 5'],
    ]);
    expect(rules[1]?.inputs).toMatchObject({
      ...{ day: '2027-01-01', pointsPerMonthMax: 100, pointsInMonthBefore: 70, pointsLeft: 20 },
      ...{ walletPointsPerDayMax: 90, walletPointsOnDayBefore: 70 },
    });
    expect(rules[3]?.inputs).toMatchObject({ pointsPerMonthMax: 100, pointsInMonthBefore: 100 });
    await limited.stop();
  });

  it('of a referral stands at the purchase for both sides, and at the referral says which purchase', async () => {
    const events = [referral('rosa', 'finn'), order('finn', 'f-1', 1_999), order('finn', 'f-2', 2_000)];
    const [edge, small, large] = events;
    await rig.deliver(edge!, small!);
    expect(await explain('finn', edge!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'referral-referee', result: 'skipped', reason: 'waits-for-purchase' }],
    });
    expect(reasons(await explain('finn', small!))).toEqual(['purchase awarded', 'referral-referee amount-too-small']);
    await rig.deliver(large!);
    expect(await explain('rosa', large!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'referral-referrer', result: 'awarded', points: 50, inputs: { points: 50 } }],
      transfers: [{ kind: 'accrual', points: 50, causationid: large!.id }],
      lots: [{ rule: 'referral-referrer', points: 50 }],
    });
    expect(await explain('rosa', edge!)).toMatchObject({
      rules: [{ rule: 'referral-referrer', reason: 'paid-with-purchase', inputs: { purchaseId: large!.id } }],
      transfers: [],
    });
    await addsUp('finn', events);
    const undone = back('f-2', 1);
    await rig.deliver(undone);
    for (const [who, rule] of [
      ['finn', 'referral-referee'],
      ['rosa', 'referral-referrer'],
    ] as const) {
      const { rules } = await explain(who, undone);
      expect(rules.map((each) => `${each.rule} ${each.result}`)).toContain(`${rule} taken-back`);
      expect(reasons(await explain(who, edge!))).toEqual([`${rule} lost-by-return`]);
    }
    await addsUp('finn', [...events, undone]);
  });

  it('shows what a late event changed elsewhere in its transfers', async () => {
    const after = order('lia', 'l-2', 10_000);
    const late = {
      ...order('lia', 'l-1', 400_000),
      time: '2026-12-01T00:00:00Z',
      at: Date.parse('2026-12-01T00:00:00Z'),
    };
    await rig.deliver(after, late);
    expect((await explain('lia', late)).transfers.map(({ thing, points }) => `${thing} ${points}`).sort()).toEqual([
      'order:l-1 400',
      'order:l-2 2',
    ]);
    expect((await explain('lia', after)).rules).toMatchObject([{ points: 12, inputs: { tier: 'gold' } }]);
  });
});

describe('an event without effect', () => {
  it.each([
    ['too small an order', order('nil', 'n-1', 999), 'amount-too-small'],
    [
      'an order in a currency without a rate',
      order('nil', 'n-2', 9_999, { currency: 'CHF' }),
      'currency-not-in-programme',
    ],
    ['a share without a proof', shared('nil', undefined), 'no-proof'],
    ['a review the shop knows no purchase of', review('nil', 'ring', { verified: false }), 'not-verified'],
    [
      'an engagement nobody is paid for',
      anEvent(engagementRecorded, { time: next(), data: { customerId: 'nil', kind: 'product-viewed' } }),
      'no-rule',
    ],
    [
      'news of a customer',
      anEvent(customerUpserted, { time: next(), data: { customerId: 'nil' } }),
      'nothing-for-points',
    ],
    ['a referral of oneself', referral('nil', 'nil'), 'self-referral'],
  ])('says why: %s', async (_title, event, reason) => {
    await rig.deliver(event);
    expect(await explain('nil', event)).toMatchObject({ outcome: 'no-effect', reason, transfers: [] });
  });

  it('says why: limits, proofs and skus that were paid before', async () => {
    // Within one week and one month, which are the periods of the limits.
    const at = (minute: number) => new Date(Date.UTC(2027, 8, 7, 12, minute)).toISOString();
    const proofs = ['q-1', 'q-1', 'q-2', 'q-3'].map((proof, index) => shared('lim', proof, at(index)));
    const reviews = ['a', 'a', 'b', 'c', 'd', 'e', 'f'].map((sku, index) =>
      anEvent(reviewPublished, { time: at(index), data: { customerId: 'lim', sku, verified: true } }),
    );
    rig.now = new Date('2027-12-01T00:00:00Z');
    const why = async (event: (typeof proofs)[number] | (typeof reviews)[number]) =>
      reasons(await explain('lim', event));
    await rig.deliver(...proofs, ...reviews);
    expect(await Promise.all(proofs.map(why))).toEqual([
      ['social-share awarded'],
      ['social-share proof-already-paid'],
      ['social-share awarded'],
      ['social-share limit-reached'],
    ]);
    expect(await Promise.all(reviews.map(why))).toEqual([
      ['review awarded'],
      ['review sku-already-paid'],
      ['review awarded'],
      ['review awarded'],
      ['review awarded'],
      ['review awarded'],
      ['review limit-reached'],
    ]);
  });

  it('says why: referrals that were refused, to both sides', async () => {
    const first = referral('r-1', 'r-2');
    const again = referral('r-3', 'r-2');
    const circle = referral('r-2', 'r-1');
    const known = order('r-4', 'r-4-1', 5_000);
    const late = referral('r-1', 'r-4');
    await rig.deliver(first, again, circle, known, late);
    expect(reasons(await explain('r-3', again))).toEqual(['referral-referrer already-referred']);
    expect(reasons(await explain('r-2', again))).toEqual(['referral-referee already-referred']);
    expect(await explain('r-2', circle)).toMatchObject({ outcome: 'no-effect', reason: 'referral-cycle' });
    expect(await explain('r-1', late)).toMatchObject({ outcome: 'no-effect', reason: 'existing-customer' });
  });

  it('says of a delivery what became available with it, or why nothing did', async () => {
    const club = await ProgrammeRig.start(variantOf('travel-club-on-delivery'));
    const delivery = (orderId: string) =>
      anEvent(purchaseDelivered, { time: next(), data: { orderId, customerId: 'dee' } });
    const bought = order('dee', 'd-1', 999, { currency: 'GBP', partnerId: 'grocer' });
    const [arrived, again] = [delivery('d-1'), delivery('d-1')];
    const called = order('dee', 'd-2', 999, { currency: 'GBP', partnerId: 'grocer' });
    const off = anEvent(purchaseCancelled, { time: next(), data: { orderId: 'd-2', customerId: 'dee' } });
    const moot = delivery('d-2');
    expect(await club.simulate(structured(arrived))).toMatchObject({ outcome: 'parked' });
    await club.deliver(bought);
    expect(await club.simulate(structured(arrived))).toMatchObject({ outcome: 'applied' });
    await club.deliver(arrived, again, called, off, moot);
    expect(await club.explain('dee', arrived)).toMatchObject({
      outcome: 'applied',
      rules: [],
      transfers: [{ kind: 'activation', rule: 'activation' }],
      lots: [{ points: 4, availableAt: arrived.time }],
    });
    expect(await club.explain('dee', again)).toMatchObject({ outcome: 'no-effect', reason: 'nothing-pending' });
    expect(await club.explain('dee', moot)).toMatchObject({ outcome: 'no-effect', reason: 'order-cancelled' });
    await club.stop();
  });

  it('says why: everything of a cancelled order, and the revision that another one replaced', async () => {
    const events = [
      order('can', 'c-1', 10_000),
      back('c-1', 1_000),
      anEvent(purchaseCancelled, { time: next(), data: { orderId: 'c-1', customerId: 'can' } }),
      back('c-1', 2_000),
    ];
    const [bought, returned, cancelled, later] = events;
    await rig.deliver(...events);
    for (const event of [returned!, later!]) {
      expect(reasons(await explain('can', event))).toEqual(['purchase order-cancelled']);
    }
    expect(await explain('can', later!)).toMatchObject({ outcome: 'no-effect', reason: 'order-cancelled' });
    expect(reasons(await explain('can', bought!))).toEqual(['purchase order-cancelled']);
    expect(await explain('can', cancelled!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'purchase', result: 'taken-back', points: 9, inputs: { cancelled: 'order:c-1' } }],
    });
    const [revised, original] = [order('can', 'c-2', 20_000, { revision: 1 }), order('can', 'c-2', 10_000)];
    await rig.deliver(revised, original);
    expect(await explain('can', original)).toMatchObject({
      outcome: 'no-effect',
      reason: 'superseded',
      rules: [{ rule: 'purchase', points: 20 }],
    });
    expect(await explain('can', revised)).toMatchObject({ outcome: 'applied', rules: [{ points: 20 }] });
  });
});

describe('an event that cannot be explained', () => {
  it('because it tells again what another one told says so, until its id is taken by one that is accepted', async () => {
    const event = order('again', 'ag-1', 10_000);
    const repeat = { ...event, id: 'told-again' };
    await rig.deliver(event, repeat, repeat, order('another', 'ag-2', 10_000));
    expect(await explain('again', repeat)).toMatchObject({
      ...{ outcome: 'no-effect', reason: 'already-accepted', rules: [], transfers: [], lots: [] },
    });
    expect(await explain('again', event)).toMatchObject({ outcome: 'applied', rules: [{ points: 10 }] });
    await expect(explain('another', repeat)).rejects.toMatchObject(UNKNOWN_EVENT);
    await rig.deliver({ ...order('again', 'ag-3', 20_000), id: repeat.id });
    expect(await explain('again', repeat)).toMatchObject({ outcome: 'applied', rules: [{ points: 20 }] });
  });

  it('is 404 UNKNOWN_EVENT for a member it has nothing to do with, and 404 UNKNOWN_MEMBER for nobody', async () => {
    const event = order('one', 'u-1', 10_000);
    await rig.deliver(event, order('two', 'u-2', 10_000));
    await expect(explain('two', event)).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_EVENT' });
    await expect(explain('one', { ...event, id: 'other' })).rejects.toMatchObject({
      status: 404,
      code: 'UNKNOWN_EVENT',
    });
    await expect(explain('nobody', event)).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
  });

  const UNKNOWN_EVENT = { status: 404, code: 'UNKNOWN_EVENT' };
  const UNKNOWN_MEMBER = { status: 404, code: 'UNKNOWN_MEMBER' };
  let offset = 0;
  const quarantine = (id: string, key: string | null, data: object) =>
    rig.db.query(
      `insert into quarantine (topic, partition, record_offset, reason, detail, event_id, source, key, value, headers, at)
       values ('commerce.referral', 0, $1, 'INVALID_DATA', 'data.referrerId: what is wrong', $2, '/shop', $3, $4, '[]', now())`,
      [(offset += 1), id, key === null ? null : Buffer.from(key), Buffer.from(JSON.stringify({ id, data }))],
    );

  it('because it was quarantined is shown to those it names, and to nobody else', async () => {
    await rig.deliver(order('q-one', 'q-1', 1_000), order('q-two', 'q-2', 1_000), order('q-else', 'q-3', 1_000));
    await quarantine('r-bad', 'q-one', { referrerId: 'q-one', refereeId: 'q-two' });
    const bad = { source: '/shop', id: 'r-bad' };
    for (const customerId of ['q-one', 'q-two']) {
      expect(await rig.explain(customerId, bad)).toMatchObject({
        ...{ outcome: 'quarantined', reason: 'INVALID_DATA', detail: 'data.referrerId: what is wrong' },
      });
    }
    await expect(rig.explain('q-else', bad)).rejects.toMatchObject(UNKNOWN_EVENT);
    await expect(rig.explain('nobody', bad)).rejects.toMatchObject(UNKNOWN_MEMBER);
  });

  it('because it was quarantined and names nobody is shown without what was wrong in it', async () => {
    await rig.deliver(order('q-four', 'q-4', 1_000));
    await quarantine('r-nobody', null, {});
    const shown = await rig.explain('q-four', { source: '/shop', id: 'r-nobody' });
    expect(shown).toMatchObject({ outcome: 'quarantined', reason: 'INVALID_DATA' });
    expect(shown).not.toHaveProperty('detail');
  });

  it('because it is parked is shown to whom its data names, and to nobody else', async () => {
    const waiting = anEvent(returnCompleted, {
      ...{ time: next(), subject: undefined },
      data: { orderId: 'p-unheard-of', customerId: 'p-one', currency: 'USD', amountMinor: 1, lines: undefined },
    });
    await rig.deliver(order('p-one', 'p-1', 1_000), order('p-two', 'p-2', 1_000), waiting);
    // A rehearsal stops before the event is put where it waits.
    await rig.db.query(
      `insert into parked_event (event_key, waits_for, bucket, source, event_id, type, at, time, trace, data,
                                 payload_digest, data_digest, topic, partition, record_offset, record, since)
       values ($1, 'order:p-unheard-of', 0, $2, $3, $4, $5::timestamptz, $5::text, '{}', $6, $1, $1, $7, 0, 0, '', now())`,
      [
        ...[identityOf(waiting), waiting.source, waiting.id, waiting.type, waiting.time],
        ...[JSON.stringify(waiting.data), returnCompleted.topic],
      ],
    );
    expect(await explain('p-one', waiting)).toMatchObject({ outcome: 'parked', reason: 'order:p-unheard-of' });
    await expect(explain('p-two', waiting)).rejects.toMatchObject(UNKNOWN_EVENT);
    await expect(explain('nobody', waiting)).rejects.toMatchObject(UNKNOWN_MEMBER);
  });
});
