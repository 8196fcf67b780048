import { pointsRedeemed, purchaseCompleted, returnCompleted, rewardIssued } from '@perennial/contracts';
import { parseCode } from '@perennial/codes';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW, programmeText } from './commands-rig.fixture.js';

const document = programmeText('jeweller')
  .replace('text: A gift box, points: 50 }', 'text: A gift box, points: 50, stock: 5 }')
  .replace('points: 150, slotsPerMonth: 20 }', 'points: 150, slotsPerMonth: 2 }')
  .replace(
    'value: { amountMinor: 1000, currency: USD }',
    'value: { amountMinor: 1000, currency: USD }\n    validDays: 90',
  );

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start(document);
});
beforeEach(() => rig.clock.set(NOW));
afterAll(() => rig?.stop());

const redeem = (customerId: string, body: object, key?: string) =>
  rig.post(`members/${customerId}/redemptions`, body, key === undefined ? {} : { key });

describe('a redemption', () => {
  it('is refused at 99 of 100 points with 1 missing, and given at 100', async () => {
    await rig.earn('ada', 99);
    const wanted = { rewardId: 'bracelet', choice: 'silver' };
    expect(await redeem('ada', wanted)).toMatchObject({
      status: 409,
      type: expect.stringContaining('application/problem+json'),
      body: { code: 'INSUFFICIENT_POINTS', missing: 1 },
    });
    await rig.earn('ada', 1);
    const woken = rig.woken;
    const given = await redeem('ada', wanted);
    expect(given).toEqual({
      status: 201,
      replayed: false,
      type: expect.stringContaining('application/json'),
      body: {
        redemptionId: expect.any(String),
        points: 100,
        balance: { available: 0, pending: 0, reserved: 0, debt: 0 },
      },
    });
    expect(rig.woken).toBe(woken + 1);
    expect(await rig.get('members/ada')).toMatchObject({ body: { redeemed: 100, balance: { available: 0 } } });
  });

  it('is booked when it was decided, not before: neither it nor its reversal, also at one instant of the clock', async () => {
    await rig.earn('tim', 200);
    const bracelet = { rewardId: 'bracelet', choice: 'silver' };
    const { body } = await redeem('tim', bracelet);
    await redeem('tim', bracelet);
    expect(await rig.post(`redemptions/${String(body['redemptionId'])}/reversal`)).toMatchObject({ status: 201 });
    const { db } = rig.database;
    expect(await db.query('select from transfer where booked_at < occurred_at')).toEqual([]);
    expect(await db.query('select from fact where booked_at < at')).toEqual([]);
  });

  it('publishes one points.redeemed and one reward.issued, numbered after the rewards of purchases, caused by the redemption', async () => {
    await rig.earn('bea', 100);
    const { body } = await redeem('bea', { rewardId: 'bracelet', choice: 'leather' });
    const told = (await rig.published()).filter(({ data }) => data['customerId'] === 'bea');
    expect(told.map(({ headers }) => headers['ce_type'])).toEqual([pointsRedeemed.type, rewardIssued.type]);
    for (const { headers } of told) {
      expect([headers['ce_causationid'], headers['ce_causationsource']]).toEqual([
        body['redemptionId'],
        '/perennial/ledger',
      ]);
    }
    const [redeemed, issued] = told;
    expect(pointsRedeemed.data.parse(redeemed?.data)).toMatchObject({ points: 100, memberSequence: 1 });
    expect(issued?.headers['ce_id']).toBe(issued?.data['rewardId']);
    expect(issued?.data).toEqual({
      rewardId: expect.any(String),
      customerId: 'bea',
      kind: 'gift',
      rewardRef: 'bracelet',
      choice: 'leather',
      reason: { rule: 'redemption', programmeVersion: 1, text: 'A bracelet of your choice' },
      memberSequence: 2,
    });
    expect(rewardIssued.data.parse(issued?.data)).toEqual(issued?.data);
    // The next award goes on counting where the redemption left off.
    const { messages } = await rig.handle(
      anEvent(purchaseCompleted, { time: NOW, data: { customerId: 'bea', totalMinor: 1000, lines: undefined } }),
    );
    expect(messages).toMatchObject([{ data: { memberSequence: 3 } }]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('of a discount has a code with its check symbol, worth all that were taken, valid for the days of the catalogue', async () => {
    await rig.earn('cem', 400);
    const { body } = await redeem('cem', { rewardId: 'ten-dollars', quantity: 2 });
    const code = String(body['code']);
    expect(parseCode(code)).toBe(code);
    expect(body).toMatchObject({ points: 400, balance: { available: 0 } });
    const [issued] = (await rig.published(rewardIssued.topic)).filter(({ data }) => data['customerId'] === 'cem');
    expect(issued?.data).toMatchObject({
      kind: 'discount',
      code,
      quantity: 2,
      value: { amountMinor: 2000, currency: 'USD' },
      validFrom: NOW,
      validTo: '2027-06-08T12:00:00.000Z',
    });
  });

  it.each([
    ['a reward that is not in the catalogue', 'dot', { rewardId: 'moon' }, 404, 'UNKNOWN_REWARD'],
    ['a choice that the reward does not offer', 'dot', { rewardId: 'bracelet', choice: 'gold' }, 422, 'UNKNOWN_CHOICE'],
    ['no choice where there are some', 'dot', { rewardId: 'bracelet' }, 422, 'UNKNOWN_CHOICE'],
    ['a choice where there is none', 'dot', { rewardId: 'gift-box', choice: 'big' }, 422, 'UNKNOWN_CHOICE'],
    ['a customer nobody has named', 'nobody', { rewardId: 'gift-box' }, 404, 'UNKNOWN_MEMBER'],
    ['no reward', 'dot', {}, 400, 'INVALID_REQUEST'],
    ['half a reward', 'dot', { rewardId: 'gift-box', quantity: 0.5 }, 400, 'INVALID_REQUEST'],
  ])('of %s is refused', async (_title, customerId, wanted, status, code) => {
    if ((await rig.available('dot')) === undefined) await rig.earn('dot', 1000);
    expect(await redeem(customerId, wanted)).toMatchObject({ status, body: { code, status } });
  });

  it('needs an Idempotency-Key, and sent again with it gets the stored answer and has no second effect', async () => {
    await rig.earn('eve', 120);
    const wanted = { rewardId: 'bracelet', choice: 'silver' };
    expect(await redeem('eve', wanted, '')).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_REQUIRED' } });
    const first = await redeem('eve', wanted, 'key-eve');
    expect(await redeem('eve', wanted, 'key-eve')).toEqual({ ...first, replayed: true });
    expect(await rig.available('eve')).toBe(20);
  });

  it('counts only points that are there by the clock: none of a purchase that is dated ahead', async () => {
    await rig.earn('fay', 50);
    await rig.earn('fay', 100, '2027-03-10T12:00:00.001Z');
    const wanted = { rewardId: 'bracelet', choice: 'silver' };
    expect(await redeem('fay', wanted)).toMatchObject({ status: 409, body: { missing: 50 } });
    rig.clock.advance({ ms: 1 });
    expect(await redeem('fay', wanted)).toMatchObject({ status: 201, body: { balance: { available: 50 } } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('stands when it comes before a fact ahead, and the balance it answers is that of now', async () => {
    await rig.earn('flo', 150);
    await rig.earn('flo', 7, '2027-03-11T11:00:00Z');
    expect(await redeem('flo', { rewardId: 'bracelet', choice: 'silver' })).toMatchObject({
      status: 201,
      body: { balance: { available: 50, debt: 0 } },
    });
    rig.clock.advance({ days: 1 });
    expect(await rig.available('flo')).toBe(57);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('counts what was redeemed by an instance whose clock is 5 seconds ahead', async () => {
    await rig.earn('fox', 100);
    const wanted = { rewardId: 'bracelet', choice: 'silver' };
    rig.clock.advance({ ms: 5_000 });
    expect(await redeem('fox', wanted)).toMatchObject({ status: 201 });
    rig.clock.set(NOW);
    expect(await redeem('fox', wanted)).toMatchObject({ status: 409, body: { missing: 100 } });
  });

  it('counts no points that have expired by now', async () => {
    await rig.earn('gil', 100, '2026-02-10T10:00:00Z');
    expect(await redeem('gil', { rewardId: 'gift-box' })).toMatchObject({ status: 409, body: { missing: 50 } });
  });

  it('stands when its points turn out never to have been earned: they are owed', async () => {
    const order = { orderId: 'o-hal', customerId: 'hal', currency: 'USD' };
    await rig.handle(
      anEvent(purchaseCompleted, {
        time: '2027-03-10T11:00:00Z',
        data: { ...order, totalMinor: 100_000, lines: undefined },
      }),
    );
    expect(await redeem('hal', { rewardId: 'bracelet', choice: 'silver' })).toMatchObject({ status: 201 });
    await rig.handle(
      anEvent(returnCompleted, {
        time: '2027-03-10T11:30:00Z',
        data: { ...order, amountMinor: 100_000, lines: undefined },
      }),
    );
    expect(await rig.get('members/hal')).toMatchObject({
      body: { redeemed: 100, balance: { available: 0, debt: 100 } },
    });
  });
});

describe('redemptions at once', () => {
  it('never overdraw one account: of 50, as many succeed as there are points for, and the others get 409', async () => {
    await rig.earn('ida', 1500);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => redeem('ida', { rewardId: 'bracelet', choice: 'silver' })),
    );
    const given = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 409);
    expect([given.length, refused.length]).toEqual([15, 35]);
    for (const { body } of refused) expect(body).toMatchObject({ code: 'INSUFFICIENT_POINTS', missing: 100 });
    rig.clock.advance({ minutes: 1 });
    expect(await rig.get('members/ida')).toMatchObject({
      body: { redeemed: 1500, balance: { available: 0, debt: 0 } },
    });
    const issued = (await rig.published(rewardIssued.topic)).filter(({ data }) => data['customerId'] === 'ida');
    expect(issued.map(({ data }) => data['memberSequence'])).toEqual(Array.from({ length: 15 }, (_, n) => n + 2));
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('of 20 members on a reward of which 5 are left give exactly 5', async () => {
    const members = Array.from({ length: 20 }, (_, index) => `jo-${index}`);
    for (const each of members) await rig.earn(each, 60);
    const left = async () => (await rig.get('rewards')).body;
    const { body } = await redeem('jo-0', { rewardId: 'gift-box' });
    expect(await left()).toMatchObject({ rewards: [{ rewardId: 'gift-box', stockLeft: 4 }, {}, {}, {}] });
    await rig.post(`redemptions/${String(body['redemptionId'])}/reversal`);
    rig.clock.advance({ minutes: 1 });
    const answers = await Promise.all(members.map((each) => redeem(each, { rewardId: 'gift-box' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) expect(answer).toMatchObject({ status: 409, body: { code: 'OUT_OF_STOCK' } });
    rig.clock.advance({ minutes: 1 });
    const available = await Promise.all(members.map((each) => rig.available(each)));
    expect(available.filter((points) => points === 60)).toHaveLength(15);
    expect(await left()).toMatchObject({ rewards: [{ stockLeft: 0 }, {}, {}, {}] });
  });
});

describe('slots', () => {
  it('are of the calendar month: 2 in March, none for the third, 2 again in April', async () => {
    await rig.earn('kim', 750);
    const book = () => redeem('kim', { rewardId: 'consultation' });
    expect([(await book()).status, (await book()).status]).toEqual([201, 201]);
    expect(await book()).toMatchObject({ status: 409, body: { code: 'OUT_OF_STOCK' } });
    const left = async () =>
      ((await rig.get('rewards')).body as { rewards: Record<string, unknown>[] }).rewards[2]?.['slotsLeftThisMonth'];
    expect(await left()).toBe(0);
    rig.clock.set('2027-04-01T00:00:00Z');
    expect(await left()).toBe(2);
    const april = await book();
    expect(april).toMatchObject({ status: 201 });
    expect(await left()).toBe(1);
    await rig.post(`redemptions/${String(april.body['redemptionId'])}/reversal`);
    expect(await left()).toBe(2);
  });
});

describe('a reversal', () => {
  it('gives the points back whole, once, and tells of it', async () => {
    await rig.earn('lea', 130);
    const { body } = await redeem('lea', { rewardId: 'bracelet', choice: 'silver' });
    const path = `redemptions/${String(body['redemptionId'])}/reversal`;
    expect(await rig.post(path)).toMatchObject({
      status: 201,
      body: { redemptionId: body['redemptionId'], points: 100, balance: { available: 130 } },
    });
    expect(await rig.post(path)).toMatchObject({ status: 409, body: { code: 'ALREADY_REVERSED' } });
    rig.clock.advance({ minutes: 1 });
    expect(await rig.get('members/lea')).toMatchObject({ body: { redeemed: 100, reinstated: 100 } });
    const told = (await rig.published('loyalty.points')).filter(({ data }) => data['customerId'] === 'lea');
    expect(told.map(({ headers, data }) => [headers['ce_type'], data['points'], data['memberSequence']])).toEqual([
      [pointsRedeemed.type, 100, 1],
      ['loyalty.points.reinstated.v1', 100, 2],
    ]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('is done once for 10 requests at once', async () => {
    await rig.earn('mia', 100);
    const { body } = await redeem('mia', { rewardId: 'bracelet', choice: 'silver' });
    const path = `redemptions/${String(body['redemptionId'])}/reversal`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    rig.clock.advance({ minutes: 1 });
    expect(await rig.available('mia')).toBe(100);
  });

  it.each(['4fd4a2d8-3f0e-4d5b-8d3e-0f9d6f1f2a3b', 'nothing'])('of %s, which was never given, is 404', async (id) => {
    expect(await rig.post(`redemptions/${id}/reversal`)).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_REDEMPTION' },
    });
  });
});

describe('the catalogue', () => {
  it('has all rewards of the programme with what one has to know to redeem them', async () => {
    expect(await rig.get('rewards')).toMatchObject({
      status: 200,
      body: {
        rewards: [
          { rewardId: 'gift-box', kind: 'gift', text: 'A gift box', points: 50 },
          { rewardId: 'bracelet', kind: 'gift', points: 100, choices: ['silver', 'gold-plated', 'leather'] },
          { rewardId: 'consultation', kind: 'experience', points: 150 },
          {
            rewardId: 'ten-dollars',
            kind: 'discount',
            points: 200,
            value: { amountMinor: 1000, currency: 'USD' },
            validDays: 90,
          },
        ],
      },
    });
  });
});
