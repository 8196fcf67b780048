import { randomUUID } from 'node:crypto';

import { purchaseCancelled, purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import { becomes, isErasedAt } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { anOrder, CodesRig, NOW } from './codes-rig.fixture.js';

describe('codes held for a cart', () => {
  let rig: CodesRig;
  beforeAll(async () => {
    rig = await CodesRig.start();
  });
  beforeEach(() => rig.clock.set(NOW));
  afterAll(() => rig?.end());

  const reserved = { valid: false, discountMinor: 0, reason: 'reserved' };
  const usesOf = async (code: string) => {
    const query = 'select uses from issued_code where digest = $1';
    return (await rig.database.db.query<{ uses: number }>(query, [rig.vault.digestOf(code)]))[0]?.uses;
  };
  const ended = { status: 409, code: 'RESERVATION_ENDED' };
  const buys = (orderId: string, codes: readonly string[], { time = NOW, customerId = 'ann' } = {}) =>
    anEvent(purchaseCompleted, {
      data: { orderId, customerId, codes: [...codes], currency: 'USD', totalMinor: 8_000, lines: undefined },
      time,
    });

  /** A code for anybody. */
  const openCode = async () => {
    const block = { name: randomUUID(), count: 1, value: { percent: 20 } };
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const made = await fetch(rig.url('blocks'), { method: 'POST', headers, body: JSON.stringify(block) });
    return (await made.text()).split('\r\n')[1] ?? '';
  };

  it('are reserved for every other order until their time is over, and for theirs they are valid', async () => {
    const code = await rig.issue();
    const order = anOrder();
    const answer = await rig.reserve([code], order, 900);
    expect(answer).toMatchObject({ status: 201, valid: true, discountMinor: 2_000, until: '2027-01-08T00:15:00.000Z' });
    expect(await usesOf(code)).toBe(0);
    expect(await rig.validate(code, order)).toMatchObject({ valid: true });
    rig.clock.set('2027-01-08T00:14:59.999Z');
    expect(await rig.validate(code, anOrder())).toMatchObject(reserved);
    expect(await rig.redeem(code, anOrder())).toMatchObject(reserved);
    rig.clock.set('2027-01-08T00:15:00Z');
    expect(await rig.endReservation(answer['reservationId'], 'commit')).toMatchObject(ended);
    expect(await rig.redeem(code, anOrder())).toMatchObject({ valid: true });
    expect(await rig.validate(code, order)).toMatchObject({ reason: 'used' });
  });

  it('are held once for the same key, and answered the same', async () => {
    const code = await rig.issue();
    const order = anOrder();
    const [first, again] = [
      await rig.reserve([code], order, 600, 'same-key'),
      await rig.reserve([code], order, 600, 'same-key'),
    ];
    expect(again).toEqual(first);
  });

  it.each([1, 7])('with a limit of %i are held by exactly so many of 40 carts at the same moment', async (usesMax) => {
    const code = await rig.issue({ usesMax });
    const answers = await Promise.all(Array.from({ length: 40 }, () => rig.reserve([code], anOrder())));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(usesMax);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(40 - usesMax);
    const held = answers.flatMap(({ reservationId }) => reservationId ?? []);
    const ended = await Promise.all(held.map((reservationId) => rig.endReservation(reservationId, 'commit')));
    expect(ended.map(({ status, discountMinor }) => [status, discountMinor])).toEqual(held.map(() => [200, 2_000]));
    expect(await usesOf(code)).toBe(usesMax);
  });

  it('are used once by a commit, for what they took off at the reservation, and not after', async () => {
    const code = await rig.issue();
    const order = anOrder({ totalMinor: 5_000 });
    const { reservationId } = await rig.reserve([code], order);
    const committed = { reservationId, orderId: order.orderId, discountMinor: 1_000 };
    const answer = await rig.endReservation(reservationId, 'commit', 'commit-once');
    expect(answer).toEqual({ ...committed, status: 200 });
    expect(await rig.endReservation(reservationId, 'commit', 'commit-once')).toEqual(answer);
    expect(await rig.endReservation(reservationId, 'release')).toMatchObject(ended);
    expect(await usesOf(code)).toBe(1);
  });

  it('are there for others as soon as they are let go, or another cart of the order holds something else', async () => {
    const [code, other] = [await rig.issue(), await rig.issue()];
    const { reservationId } = await rig.reserve([code], anOrder());
    expect(await rig.endReservation(reservationId, 'release')).toMatchObject({ status: 200, discountMinor: 2_000 });
    const order = anOrder();
    const first = await rig.reserve([code], order);
    expect(first).toMatchObject({ status: 201 });
    expect(await rig.reserve([other], order)).toMatchObject({ status: 201 });
    expect(await rig.redeem(code, anOrder())).toMatchObject({ valid: true });
    expect(await rig.endReservation(first['reservationId'], 'commit')).toMatchObject(ended);
  });

  it('are used by the order that redeems them or whose purchase names them, and not by the purchase of another', async () => {
    const [code, named] = [await rig.issue(), await rig.issue()];
    const [order, bought] = [anOrder(), anOrder()];
    await rig.reserve([code], order);
    expect(await rig.redeem(code, order)).toMatchObject({ valid: true });
    const { reservationId } = await rig.reserve([named], bought);
    await rig.service.arrive(buys(anOrder().orderId, [named]));
    expect(await usesOf(named)).toBe(0);
    await rig.service.arrive(buys(bought.orderId, [named]));
    expect([await usesOf(code), await usesOf(named)]).toEqual([1, 1]);
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject(ended);
    const cancelled = { orderId: bought.orderId, customerId: 'ann' };
    await rig.service.arrive(anEvent(purchaseCancelled, { data: cancelled, time: NOW }));
    expect(await rig.redeem(named, anOrder())).toMatchObject({ valid: true });
  });

  it.each<[string, readonly (readonly number[])[]]>([
    ['in one chunk', [[0, 1]]],
    ['in two', [[0], [1]]],
  ])('of which an order uses only one are there for the purchase after it, %s', async (_title, chunks) => {
    const [code, other] = [await rig.issue({ stacking: 'a' }), await rig.issue({ stacking: 'b' })];
    const order = anOrder();
    await rig.reserve([code, other], order);
    const purchases = [buys(order.orderId, [code], { time: '2027-01-07T10:00:00Z' }), buys(anOrder().orderId, [other])];
    for (const chunk of chunks) await rig.service.arrive(...chunk.flatMap((index) => purchases[index] ?? []));
    expect([await usesOf(code), await usesOf(other)]).toEqual([1, 1]);
  });

  it.each<[string, (order: { readonly orderId: string; readonly customerId: string }) => Envelope]>([
    ['is cancelled', (data) => anEvent(purchaseCancelled, { data, time: NOW })],
    [
      'comes back as a whole',
      (of) => {
        const data = { ...of, lines: undefined, currency: 'USD', amountMinor: 8_000 };
        return anEvent(returnCompleted, { data, time: NOW });
      },
    ],
    ['is forgotten with its customer', ({ customerId }) => isErasedAt(customerId, NOW)],
  ])('are there for others as soon as their order %s', async (_title, undoes) => {
    const code = await openCode();
    const order = anOrder({ customerId: `cat-${randomUUID()}` });
    const { orderId, customerId } = order;
    await rig.service.arrive(buys(orderId, [], { customerId }));
    const { reservationId } = await rig.reserve([code], order);
    expect(await rig.redeem(code, anOrder())).toMatchObject(reserved);
    await rig.service.arrive(undoes({ orderId, customerId }));
    expect(await rig.redeem(code, anOrder())).toMatchObject({ valid: true });
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject(ended);
  });

  it('stay held for the order of a record that is forgotten alone: it is that of the other one', async () => {
    const code = await openCode();
    const [customerId, heir] = [`cat-${randomUUID()}`, `eve-${randomUUID()}`];
    const order = anOrder({ customerId });
    await rig.service.arrive(buys(order.orderId, [], { customerId }), becomes(customerId, heir, NOW));
    const { reservationId } = await rig.reserve([code], order);
    await rig.service.arrive(isErasedAt(customerId, NOW));
    expect(await rig.redeem(code, anOrder())).toMatchObject(reserved);
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject({ status: 200 });
  });

  it('are there for others as soon as one that is held with them is taken back, and can only be let go', async () => {
    const [code, taken] = [await rig.issue({ stacking: 'a' }), await rig.issue({ stacking: 'b' })];
    const { reservationId } = await rig.reserve([code, taken], anOrder());
    const takeBack = 'update coupon set voided_at = $2 where digest = $1';
    await rig.database.db.query(takeBack, [rig.vault.digestOf(taken), NOW]);
    expect(await rig.validate(code, anOrder())).toMatchObject({ valid: true });
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject(ended);
    expect(await rig.endReservation(reservationId, 'release')).toMatchObject({ status: 200 });
  });

  it('are refused to whose clock is behind, where another order used them after their time by another clock', async () => {
    const code = await rig.issue();
    const { reservationId } = await rig.reserve([code], anOrder(), 600);
    rig.clock.set('2027-01-08T00:10:00Z');
    expect(await rig.redeem(code, anOrder())).toMatchObject({ valid: true });
    rig.clock.set('2027-01-08T00:09:59.999Z');
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject(ended);
    expect(await usesOf(code)).toBe(1);
  });

  it('are those alone that the order does not use yet: the others neither end the time nor are held', async () => {
    const ends = new Date('2027-01-08T00:05:00Z');
    const [used, code] = [await rig.issue({ stacking: 'a', validTo: ends }), await rig.issue({ stacking: 'b' })];
    const order = anOrder();
    await rig.redeem(used, order);
    rig.clock.set('2027-01-08T00:10:00Z');
    const both = await rig.reserve([used, code], order, 600);
    expect(both).toMatchObject({ status: 201, valid: true, until: '2027-01-08T00:20:00.000Z' });
    const alone = await rig.reserve([used], order, 600);
    expect(alone).toMatchObject({ status: 200, valid: true, discountMinor: 2_000 });
    expect(alone).not.toHaveProperty('reservationId');
    expect(await rig.validate(code, anOrder())).toMatchObject(reserved);
    expect(await rig.endReservation(both['reservationId'], 'commit')).toMatchObject({ status: 200 });
  });

  it('are held all or none, and no longer than they are valid', async () => {
    const ends = new Date('2027-01-08T00:05:00Z');
    const [good, soon] = [await rig.issue({ stacking: 'a' }), await rig.issue({ stacking: 'b', validTo: ends })];
    expect(await rig.reserve([good, 'AAAA'], anOrder())).toMatchObject({ status: 200, valid: false, discountMinor: 0 });
    expect(await rig.validate(good, anOrder())).toMatchObject({ valid: true });
    expect(await rig.reserve([good, soon], anOrder(), 3_600)).toMatchObject({ status: 201, until: ends.toISOString() });
  });

  it('that are unknown, have no time or belong to nobody any more are refused', async () => {
    expect(await rig.endReservation('0d0b8a4e-1a5c-4a37-9a53-3e1d0b5c2f11', 'commit')).toMatchObject({
      ...{ status: 404, code: 'UNKNOWN_RESERVATION' },
    });
    const code = await rig.issue({ customerId: 'bea' });
    const order = anOrder({ customerId: 'bea' });
    expect(await rig.reserve([code], order, 0)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    const { reservationId } = await rig.reserve([code], order);
    await rig.service.arrive(isErasedAt('bea', NOW));
    expect(await rig.endReservation(reservationId, 'commit')).toMatchObject({ code: 'UNKNOWN_RESERVATION' });
  });
});
