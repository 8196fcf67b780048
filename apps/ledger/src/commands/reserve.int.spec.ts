import { purchaseCancelled, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW } from './commands-rig.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
});
beforeEach(() => rig.clock.set(NOW));
afterAll(() => rig?.stop());

const reserve = (customerId: string, body: object) => rig.post(`members/${customerId}/reservations`, body);

async function reserved(customerId: string, body: object): Promise<string> {
  const answer = await reserve(customerId, body);
  expect(answer).toMatchObject({ status: 201 });
  rig.clock.advance({ ms: 10 });
  return String(answer.body['reservationId']);
}

async function end(reservationId: string, how: 'commit' | 'release', body?: object) {
  const answer = await rig.post(`reservations/${reservationId}/${how}`, body);
  rig.clock.advance({ ms: 10 });
  return answer;
}

const ENDED = { status: 409, body: { code: 'RESERVATION_ENDED' } };

describe('a reservation', () => {
  it('holds points so that nothing else spends them, until its instant exactly', async () => {
    await rig.earn('ada', 100);
    expect(await reserve('ada', { points: 80, ttlSeconds: 60 })).toMatchObject({
      status: 201,
      body: {
        points: 80,
        until: '2027-03-10T12:01:00.000Z',
        balance: { available: 20, pending: 0, reserved: 80, debt: 0 },
      },
    });
    rig.clock.advance({ ms: 59_999 });
    expect(await reserve('ada', { points: 21, ttlSeconds: 60 })).toMatchObject({ status: 409, body: { missing: 1 } });
    rig.clock.advance({ ms: 1 });
    expect(await reserve('ada', { points: 100, ttlSeconds: 60 })).toMatchObject({
      status: 201,
      body: { balance: { available: 0, reserved: 100 } },
    });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that is committed spends what it holds, once', async () => {
    await rig.earn('bea', 50);
    const id = await reserved('bea', { points: 30, ttlSeconds: 60 });
    expect(await end(id, 'commit')).toMatchObject({
      status: 200,
      body: { reservationId: id, points: 30, status: 'committed', balance: { available: 20, reserved: 0 } },
    });
    expect(await end(id, 'commit')).toMatchObject(ENDED);
    expect(await end(id, 'release')).toMatchObject(ENDED);
    expect(await rig.get('members/bea')).toMatchObject({ body: { redeemed: 30, balance: { available: 20 } } });
    const told = (await rig.published('loyalty.points')).filter(({ data }) => data['customerId'] === 'bea');
    expect(told.map(({ headers, data }) => [headers['ce_type'], data['points'], data['memberSequence']])).toEqual([
      ['loyalty.points.reserved.v1', 30, 1],
      ['loyalty.points.redeemed.v1', 30, 2],
    ]);
  });

  it('marks the lots it holds points of, and no longer once it is committed', async () => {
    await rig.earn('eli-holds', 50);
    const held = () =>
      rig.database.db.query<{ held: boolean }>(
        `select held from lot where account = (select account from member where customer_id = 'eli-holds')`,
      );
    const id = await reserved('eli-holds', { points: 50, ttlSeconds: 60 });
    expect(await held()).toEqual([{ held: true }]);
    await end(id, 'commit');
    expect(await held()).toEqual([{ held: false }]);
  });

  it('that is released gives back what it holds, once', async () => {
    await rig.earn('cem', 50);
    const id = await reserved('cem', { points: 30, ttlSeconds: 60 });
    expect(await end(id, 'release')).toMatchObject({
      status: 200,
      body: { status: 'released', balance: { available: 50, reserved: 0 } },
    });
    expect(await end(id, 'release')).toMatchObject(ENDED);
    expect(await end(id, 'commit')).toMatchObject(ENDED);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('whose time is over can be neither committed nor released', async () => {
    await rig.earn('dot', 50);
    const id = await reserved('dot', { points: 30, ttlSeconds: 1 });
    rig.clock.advance({ ms: 990 });
    expect(await end(id, 'commit')).toMatchObject(ENDED);
    expect(await end(id, 'release')).toMatchObject(ENDED);
    expect(await rig.available('dot')).toBe(50);
  });

  it('made and committed within one millisecond is committed', async () => {
    await rig.earn('eve', 50);
    for (let round = 0; round < 10; round += 1) {
      rig.clock.advance({ minutes: 1 });
      const { body } = await reserve('eve', { points: 5, ttlSeconds: 60 });
      expect(await rig.post(`reservations/${String(body['reservationId'])}/commit`)).toMatchObject({
        body: { balance: { available: 45 - 5 * round, reserved: 0 } },
      });
    }
  });

  it('is one of 20 at once that hold no more than there is', async () => {
    await rig.earn('fay', 100);
    const answers = await Promise.all(Array.from({ length: 20 }, () => reserve('fay', { points: 15, ttlSeconds: 60 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ body }) => body['code'] === 'INSUFFICIENT_POINTS')).toHaveLength(14);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it.each([
    ['of no points', 'gil', { points: 0, ttlSeconds: 60 }, 400, 'INVALID_REQUEST'],
    ['for no time', 'gil', { points: 1, ttlSeconds: 0 }, 400, 'INVALID_REQUEST'],
    ['for a second more than 30 days', 'gil', { points: 1, ttlSeconds: 2_592_001 }, 400, 'INVALID_REQUEST'],
    ['of somebody nobody has named', 'nobody', { points: 1, ttlSeconds: 60 }, 404, 'UNKNOWN_MEMBER'],
  ])('%s is refused', async (_title, customerId, body, status, code) => {
    expect(await reserve(customerId, body)).toMatchObject({ status, body: { code } });
  });

  it.each(['commit', 'release'] as const)('that was never made: %s is 404', async (how) => {
    for (const id of ['4fd4a2d8-3f0e-4d5b-8d3e-0f9d6f1f2a3b', 'nothing']) {
      expect(await end(id, how)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_RESERVATION' } });
    }
  });
});

describe('an order paid with points', () => {
  /** 100 points, 30 of them spent on an order of 90.00 USD, which earns 9. */
  async function paidOrder(customerId: string): Promise<string> {
    const orderId = `order-of-${customerId}`;
    await rig.earn(customerId, 100);
    const id = await reserved(customerId, { points: 30, ttlSeconds: 3600, orderId });
    const data = { orderId, customerId, totalMinor: 9000, currency: 'USD', lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: rig.clock().toISOString(), data }));
    rig.clock.advance({ ms: 10 });
    expect(await end(id, 'commit')).toMatchObject({ status: 200, body: { balance: { available: 79, reserved: 0 } } });
    return orderId;
  }

  async function giveBack(orderId: string, amountMinor: number): Promise<void> {
    const data = { orderId, customerId: undefined, amountMinor, currency: 'USD', lines: undefined };
    await rig.handle(anEvent(returnCompleted, { time: rig.clock().toISOString(), data }));
    rig.clock.advance({ ms: 10 });
  }

  it('that is returned by thirds gives 10 points back each time, less what the order had earned', async () => {
    const orderId = await paidOrder('hal');
    const steps: unknown[] = [];
    for (const amount of [3000, 3000, 3000]) {
      await giveBack(orderId, amount);
      const { body } = await rig.get('members/hal');
      steps.push([
        (body as { balance: { available: number } }).balance.available,
        body['reinstated'],
        body['clawedBack'],
      ]);
    }
    expect(steps).toEqual([
      [86, 10, 3],
      [93, 20, 6],
      [100, 30, 9],
    ]);
    expect(await rig.get('members/hal')).toMatchObject({ body: { redeemed: 30, balance: { debt: 0 } } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that is cancelled gives all of them back', async () => {
    const orderId = await paidOrder('ida');
    const data = { orderId, customerId: 'ida' };
    await rig.handle(anEvent(purchaseCancelled, { time: rig.clock().toISOString(), data }));
    rig.clock.advance({ ms: 10 });
    expect(await rig.get('members/ida')).toMatchObject({
      body: { redeemed: 30, reinstated: 30, earned: 100, balance: { available: 100 } },
    });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that was returned in part before its points were committed gives that part back with the commit', async () => {
    await rig.earn('jo', 100);
    const orderId = 'order-of-jo';
    const id = await reserved('jo', { points: 30, ttlSeconds: 3600, orderId });
    const data = { orderId, customerId: 'jo', totalMinor: 9000, currency: 'USD', lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: rig.clock().toISOString(), data }));
    rig.clock.advance({ ms: 10 });
    await giveBack(orderId, 3000);
    expect(await end(id, 'commit')).toMatchObject({ body: { balance: { available: 86, reserved: 0 } } });
    expect(await rig.get('members/jo')).toMatchObject({ body: { reinstated: 10 } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  /** 100 points, 30 of them held for a cart, and an order of 90.00 USD, which earns 9. */
  async function cartOf(customerId: string, more: object = {}) {
    const orderId = `order-of-${customerId}`;
    await rig.earn(customerId, 100);
    const id = await reserved(customerId, { points: 30, ttlSeconds: 3600, ...more });
    const data = { orderId, customerId, totalMinor: 9000, currency: 'USD', lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: rig.clock().toISOString(), data }));
    rig.clock.advance({ ms: 10 });
    return { id, orderId };
  }

  it('that is named only when its points are committed gives them back like one named before', async () => {
    const { id, orderId } = await cartOf('kim');
    expect(await end(id, 'commit', { orderId })).toMatchObject({
      status: 200,
      body: { points: 30, balance: { available: 79, reserved: 0 } },
    });
    await giveBack(orderId, 3000);
    expect(await rig.get('members/kim')).toMatchObject({ body: { reinstated: 10, balance: { available: 86 } } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('that was returned in part before it is named gives that part back with the commit', async () => {
    const { id, orderId } = await cartOf('lou');
    await giveBack(orderId, 3000);
    expect(await end(id, 'commit', { orderId })).toMatchObject({ body: { balance: { available: 86, reserved: 0 } } });
    expect(await rig.get('members/lou')).toMatchObject({ body: { reinstated: 10 } });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('named at the reservation may be named again, but no other, and then the points stay held', async () => {
    const { id, orderId } = await cartOf('mo', { orderId: 'order-of-mo' });
    expect(await end(id, 'commit', { orderId: 'another' })).toMatchObject({
      status: 409,
      body: { code: 'OTHER_ORDER', orderId: 'order-of-mo' },
    });
    expect(await rig.get('members/mo')).toMatchObject({ body: { balance: { reserved: 30 }, redeemed: 0 } });
    expect(await end(id, 'commit', { orderId })).toMatchObject({ status: 200 });
    await giveBack(orderId, 9000);
    expect(await rig.get('members/mo')).toMatchObject({ body: { reinstated: 30 } });
  });

  it('is committed without a body too, and with nothing else in it', async () => {
    const { id } = await cartOf('nat');
    expect(await end(id, 'commit', { order: 'o-1' })).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await rig.postNothing(`reservations/${id}/commit`)).toMatchObject({ status: 200, body: { points: 30 } });
  });
});
