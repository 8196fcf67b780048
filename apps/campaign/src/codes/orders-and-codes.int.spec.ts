import {
  customerErased,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  rewardIssued,
} from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { becomes, buys, isErasedAt } from '@perennial/oracle';
import { anEvent, someoneIsBlocked, until } from '@perennial/testing';

import { namingColumns } from '../invariants.js';
import { redeemCodes } from './checkout.js';
import { anOrder, CodesRig, NOW, treated, type Said } from './codes-rig.fixture.js';

const FIRST = '2027-01-05T10:00:00Z';
const SECOND = '2027-01-06T10:00:00Z';
const THIRD = '2027-01-07T10:00:00Z';
const [ann = '', bea = ''] = treated;

describe('codes and orders', () => {
  let rig: CodesRig;
  beforeEach(async () => {
    rig = await CodesRig.start();
  });
  afterEach(() => rig?.end());

  /** Makes a first purchase. @returns the code it was answered with */
  async function givenCode(customerId: string): Promise<string> {
    await rig.service.arrive(buys(customerId, `first-${customerId}`, FIRST, 10_000));
    const [offer] = await rig.offersOf(customerId);
    return offer?.code ?? '';
  }
  const naming = (code: string, orderId: string, changes: object = {}) =>
    anEvent(purchaseCompleted, {
      time: SECOND,
      data: { customerId: ann, orderId, lines: undefined, totalMinor: 8_000, codes: [code], ...changes },
    });
  const cancelled = (orderId: string) =>
    anEvent(purchaseCancelled, { time: THIRD, data: { orderId, customerId: ann } });
  const returned = (orderId: string, amountMinor: number) =>
    anEvent(returnCompleted, {
      time: THIRD,
      data: { orderId, customerId: ann, lines: undefined, currency: 'USD', amountMinor },
    });
  const statusOf = async (customerId: string) => (await rig.offersOf(customerId)).map(({ isUsed }) => isUsed);
  const outcomes = async () => (await rig.told()).filter((told) => told.includes('offer.'));

  it('an offer is redeemed at the checkout, shown so, and told of once', async () => {
    const code = await givenCode(ann);
    const order = anOrder({ customerId: ann, orderId: 'o' });
    expect(await rig.redeem(code, order)).toMatchObject({ valid: true, discountMinor: 2_000 });
    await rig.redeem(code, order);
    await rig.service.arrive(naming(code, 'o'));
    expect(await statusOf(ann)).toEqual([true]);
    expect(await outcomes()).toEqual([`loyalty.offer.redeemed.v1 ${ann}`]);
  });

  it('a purchase that names a code redeems it, where the checkout did not; a checkout after it gets the same', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(naming(code.toLowerCase(), 'o'));
    expect(await rig.validate(code, anOrder({ customerId: ann }))).toMatchObject({ reason: 'used' });
    expect(await rig.redeem(code, anOrder({ customerId: ann, orderId: 'o' }))).toMatchObject({
      valid: true,
      discountMinor: 2_000,
    });
    expect(await outcomes()).toEqual([`loyalty.offer.redeemed.v1 ${ann}`]);
    const kept = await rig.database.db.query('select codes from commerce_order where codes is not null');
    expect(JSON.stringify(kept)).not.toContain(code);
  });

  it('codes of the shop’s own stay in an order as they are', async () => {
    await rig.service.arrive(naming('WELCOME', 'o'));
    expect(await rig.database.db.query('select codes from commerce_order')).toEqual([{ codes: ['WELCOME'] }]);
  });

  it.each<[string, (orderId: string) => ReturnType<typeof cancelled | typeof returned>]>([
    ['cancelled', cancelled],
    ['returned in full', (orderId) => returned(orderId, 8_000)],
  ])(
    'an order that is %s gives the code back, in any order of arrival, and another one uses it',
    async (_title, undo) => {
      const code = await givenCode(ann);
      await rig.redeem(code, anOrder({ customerId: ann, orderId: 'o' }));
      await rig.service.arrive(undo('o'));
      await rig.service.arrive(naming(code, 'o'));
      expect(await statusOf(ann)).toEqual([false]);
      expect(await rig.redeem(code, anOrder({ customerId: ann, orderId: 'o' }))).toMatchObject({ reason: 'reversed' });
      await rig.service.arrive(naming(code, 'p', { revision: 0 }));
      expect(await statusOf(ann)).toEqual([true]);
      await rig.service.arrive(undo('p'));
      expect(await rig.redeem(code, anOrder({ customerId: ann, orderId: 'q' }))).toMatchObject({ valid: true });
    },
  );

  it('a part that comes back does not give the code back', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(naming(code, 'o'), returned('o', 7_999));
    expect(await statusOf(ann)).toEqual([true]);
  });

  it('nobody redeems on an order that was cancelled', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(naming('WELCOME', 'o'), cancelled('o'));
    expect(await rig.redeem(code, anOrder({ customerId: ann, orderId: 'o' }))).toMatchObject({ reason: 'order-ended' });
  });

  it('a purchase uses a code once while 20 checkouts want it for the same order and 20 for others', async () => {
    const code = await givenCode(ann);
    const here = anOrder({ customerId: ann, orderId: 'o' });
    const [, ...answers] = await Promise.all([
      rig.service.arrive(naming(code, 'o')),
      ...Array.from({ length: 40 }, (_, n) => rig.redeem(code, n % 2 ? here : anOrder({ customerId: ann }))),
    ]);
    const winners = await rig.database.db.query('select order_id from code_use where not reversed');
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => answer['valid']).length).toBeLessThanOrEqual(20);
  });

  describe('of the ledger', () => {
    const issued = (typed: string, source: string) =>
      anEvent(rewardIssued, {
        source,
        time: FIRST,
        data: {
          ...{ customerId: ann, kind: 'discount', points: undefined, rewardRef: 'ten-dollars', code: typed },
          value: { amountMinor: 1_000, currency: 'USD' },
        },
      });

    it('validate and redeem as those of campaigns do; the service’s own messages are not taken for the ledger’s', async () => {
      const [own, reward] = [rig.vault.draw(), rig.vault.draw()];
      await rig.service.arrive(issued(reward, '/perennial/ledger'), issued(own, '/perennial/campaign'));
      const order = anOrder({ customerId: ann });
      expect(await rig.validate(own, order)).toMatchObject({ reason: 'unknown' });
      expect(await rig.validate(reward, anOrder({ customerId: bea }))).toMatchObject({ reason: 'other-customer' });
      expect(await rig.redeem(reward, order)).toEqual({ status: 200, valid: true, discountMinor: 1_000 });
      expect(await rig.redeem(reward, anOrder({ customerId: ann }))).toMatchObject({ reason: 'used' });
      expect(await outcomes()).toEqual([]);
    });
  });

  it('what the ledger issued to somebody who is forgotten names nobody here', async () => {
    await rig.service.arrive(buys(ann, 'o', FIRST, 100), isErasedAt(ann, NOW));
    const reward = anEvent(rewardIssued, {
      source: '/perennial/ledger',
      data: { customerId: ann, kind: 'discount', points: undefined, code: rig.vault.draw(), value: { percent: 5 } },
    });
    await rig.service.arrive(reward);
    expect(await findRemembered(rig.database.db, namingColumns)).toBeUndefined();
    expect(await rig.database.db.query('select 1 from coupon')).toEqual([]);
  });

  it('codes of merged customers are the person’s, under either id', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(becomes(ann, bea, THIRD));
    expect(await rig.validate(code, anOrder({ customerId: bea }))).toMatchObject({ valid: true });
    await rig.service.arrive(isErasedAt(ann, NOW));
    expect((await rig.offersOf(bea)).map(({ code: shown }) => shown)).toEqual([code]);
    expect(await rig.redeem(code, anOrder({ customerId: bea }))).toMatchObject({ valid: true });
  });

  it('a code of a merged record that is forgotten at the moment of its use is used as the other one’s, and names nobody who is gone', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(becomes(ann, bea, THIRD));
    const { db } = rig.database;
    let redeemed: Promise<Said> | undefined;
    await db.transaction(async (tx) => {
      const { topic } = customerErased;
      await rig.handler.handle([isErasedAt(ann, NOW)], tx, { topic, partition: 0, nextOffset: 1n, now: rig.clock() });
      redeemed = rig.redeem(code, anOrder({ customerId: bea }));
      await until('it waits', () => someoneIsBlocked(db));
    });
    expect(await redeemed).toMatchObject({ valid: true });
    expect(await outcomes()).toEqual([`loyalty.offer.redeemed.v1 ${bea}`]);
    expect((await rig.offersOf(bea)).map(({ ended }) => ended)).toEqual(['redeemed']);
  });

  it('codes of customers who are forgotten are nobody’s, with what they were used on', async () => {
    const code = await givenCode(ann);
    await rig.service.arrive(naming(code, 'o'));
    await rig.service.arrive(isErasedAt(ann, NOW));
    expect(await rig.validate(code, anOrder({ customerId: ann }))).toMatchObject({ reason: 'unknown' });
    for (const table of ['coupon', 'issued_code', 'code_use']) {
      expect(await rig.database.db.query(`select * from ${table}`)).toEqual([]);
    }
  });

  it('a code that is used at the moment its customer is forgotten leaves no use of nothing', async () => {
    const code = await givenCode(ann);
    const { database, vault, clock } = rig;
    let forgetting: Promise<unknown> | undefined;
    await database.db.transaction(async (tx) => {
      const basket = { currency: 'USD', totalMinor: 10_000n, shippingMinor: 0n };
      expect(await redeemCodes(tx, { vault, clock }, [code], { orderId: 'o', customerId: ann, basket })).toMatchObject([
        { discountMinor: 2_000n },
      ]);
      forgetting = rig.service.arrive(isErasedAt(ann, NOW));
      await Promise.race([forgetting, until('it waits', () => someoneIsBlocked(database.db))]);
    });
    await forgetting;
    for (const table of ['coupon', 'issued_code', 'code_use'])
      expect(await database.db.query(`select * from ${table}`)).toEqual([]);
  });
});
