import { pointsReinstated, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW } from './commands-rig.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
});
beforeEach(() => rig.clock.set(NOW));
afterEach(async () => expect(await rig.verify()).toMatchObject({ ok: true }));
afterAll(() => rig?.stop());

/** A year and two months before now: gone since 1 February 2027. */
const LONG_AGO = '2026-01-10T10:00:00Z';
/** Gone on 1 April 2027. */
const LAST_YEAR = '2026-03-15T10:00:00Z';

const reinstate = (customerId: string, points: number, more: object = {}, actor = 'ann') =>
  rig.post(`members/${customerId}/reinstatements`, { points, reason: 'Was in hospital', ...more }, { actor });
const extend = (customerId: string, expiresAt: string, more: object = {}, actor = 'ann') =>
  rig.post(`members/${customerId}/extensions`, { expiresAt, reason: 'Shop was closed', ...more }, { actor });
const approve = (adjustmentId: unknown, actor: string) =>
  rig.post(`adjustments/${String(adjustmentId)}/approve`, {}, { actor });
const member = async (customerId: string) => {
  rig.clock.advance({ ms: 10 });
  return (await rig.get(`members/${customerId}`)).body;
};
const goneBack = (orderId: string, points: number, time: string) =>
  rig.handle(anEvent(returnCompleted, { time, data: { orderId, amountMinor: points * 1000, currency: 'USD', lines: undefined, customerId: undefined } })); // prettier-ignore
const buy = (customerId: string, orderId: string, points: number, time: string) =>
  rig.handle(anEvent(purchaseCompleted, { time, data: { customerId, orderId, totalMinor: points * 1000, currency: 'USD', lines: undefined } })); // prettier-ignore

describe('a reinstatement of expired points', () => {
  it('brings them back from breakage by a transfer like any other, as a lot with a new date', async () => {
    await rig.earn('ada', 40, LONG_AGO);
    const answer = await reinstate('ada', 30, { expiresAt: '2027-06-30T22:00:00Z' });
    expect(answer).toMatchObject({ status: 201, body: { status: 'posted', points: 30, balance: { available: 30 } } });
    expect(await member('ada')).toMatchObject({
      ...{ earned: 40, expired: 40, reinstated: 30 },
      lots: [{ points: 30, availableAt: NOW, expiresAt: '2027-06-30T22:00:00.000Z' }],
    });
    const booked = await rig.database.db.query(
      `select kind, debit, credit, points from transfer join member using (account) where customer_id = 'ada' order by number`,
    );
    expect(booked).toEqual([
      { kind: 'accrual', debit: 'issuance', credit: 'available', points: 40n },
      // Nobody had looked since they expired: both are booked now, what is given first.
      { kind: 'expiry-reversal', debit: 'breakage', credit: 'available', points: 30n },
      { kind: 'expiry', debit: 'available', credit: 'breakage', points: 40n },
    ]);
    const told = (await rig.published()).filter(({ data }) => data['customerId'] === 'ada');
    expect(told).toContainEqual(
      expect.objectContaining({
        headers: expect.objectContaining({ ce_type: pointsReinstated.type }) as object,
        data: expect.objectContaining({ points: 30 }) as object,
      }),
    );
    rig.clock.set('2027-06-30T22:00:00Z');
    expect(await rig.available('ada')).toBe(0);
  });

  it('gives them the date of points of today where none is named, and no more than have expired, each once', async () => {
    await rig.earn('bea', 40, LONG_AGO);
    await rig.earn('bea', 5);
    expect(await reinstate('bea', 41)).toMatchObject({
      status: 409,
      body: { code: 'INSUFFICIENT_EXPIRED_POINTS', missing: 1 },
    });
    expect(await reinstate('bea', 1, { expiresAt: NOW })).toMatchObject({ body: { code: 'EXPIRY_IN_THE_PAST' } });
    const answers = await Promise.all([reinstate('bea', 25), reinstate('bea', 25), reinstate('bea', 25)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await reinstate('bea', 15)).toMatchObject({ status: 201, body: { balance: { available: 45 } } });
    expect(await member('bea')).toMatchObject({ reinstated: 40, balance: { available: 45 } });
    const { lots } = (await member('bea')) as { lots: { expiresAt: string }[] };
    expect([...new Set(lots.map(({ expiresAt }) => expiresAt))]).toEqual(['2028-04-01T00:00:00.000Z']);
  });

  it('above 500 points waits for a second person, is refused the first one by the table too, or is declined', async () => {
    await rig.earn('cem', 1200, LONG_AGO);
    const { status, body } = await reinstate('cem', 501, { expiresAt: '2027-06-30T22:00:00Z' });
    expect([status, body['status'], await rig.available('cem')]).toEqual([202, 'waiting', 0]);
    expect((await rig.get('adjustments')).body).toMatchObject({
      items: [{ kind: 'reinstatement', points: 501, expiresAt: '2027-06-30T22:00:00.000Z', reason: 'Was in hospital' }],
    });
    expect(await approve(body['adjustmentId'], 'ann')).toMatchObject({ status: 403, body: { code: 'SAME_PERSON' } });
    const inSql = rig.database.db.query(
      `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
       select adjustment_id, bucket, proposed_by, true, 'ann', now() from adjustment where adjustment_id = $1`,
      [body['adjustmentId']],
    );
    await expect(inSql).rejects.toMatchObject({ code: '23514' });
    expect(await approve(body['adjustmentId'], 'ben')).toMatchObject({ status: 201, body: { points: 501 } });
    expect(await member('cem')).toMatchObject({ balance: { available: 501 } });
    const other = (await reinstate('cem', 600)).body['adjustmentId'];
    await rig.post(`adjustments/${String(other)}/decline`, { reason: 'Once is enough' }, { actor: 'ben' });
    expect(await approve(other, 'ben')).toMatchObject({ status: 409, body: { code: 'ADJUSTMENT_DECIDED' } });
    expect(await member('cem')).toMatchObject({ balance: { available: 501 } });
  });

  it('is of nothing where a late return shows that the points had been taken back before they could expire', async () => {
    await buy('dot', 'dot-1', 40, LONG_AGO);
    await reinstate('dot', 40);
    expect(await member('dot')).toMatchObject({ balance: { available: 40 } });
    await goneBack('dot-1', 30, '2026-02-01T10:00:00Z');
    expect(await member('dot')).toMatchObject({
      expired: 10,
      reinstated: 10,
      clawedBack: 30,
      balance: { available: 10 },
    });
  });

  it('leaves the points to be taken back with what earned them, when that is returned afterwards', async () => {
    await buy('eve', 'eve-1', 40, LONG_AGO);
    await reinstate('eve', 40);
    rig.clock.advance({ days: 1 });
    await goneBack('eve-1', 40, rig.clock().toISOString());
    expect(await member('eve')).toMatchObject({ clawedBack: 40, balance: { available: 0, debt: 0 } });
  });
});

describe('an extension', () => {
  it('gives lots up to a date a later one, of all others none; nothing moves, and the forecast follows', async () => {
    await rig.earn('fay', 10, LAST_YEAR);
    await rig.earn('fay', 20, '2026-05-10T10:00:00Z');
    await rig.earn('fay', 30);
    const answer = await extend('fay', '2027-07-15T00:00:00Z', { expiringBy: '2027-04-01T00:00:00Z' });
    expect(answer).toMatchObject({ status: 201, body: { points: 10, balance: { available: 60 } } });
    expect(await member('fay')).toMatchObject({
      lots: [
        { points: 20, expiresAt: '2027-06-01T00:00:00.000Z' },
        { points: 10, expiresAt: '2027-07-15T00:00:00.000Z' },
        { points: 30, expiresAt: '2028-04-01T00:00:00.000Z' },
      ],
    });
    // What lasts longer keeps its date.
    expect(await extend('fay', '2027-07-20T00:00:00Z')).toMatchObject({ status: 201, body: { points: 30 } });
    expect(await extend('fay', '2027-07-20T00:00:00Z')).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_TO_EXTEND' },
    });
    rig.clock.set('2027-07-19T23:59:59Z');
    expect(await rig.available('fay')).toBe(60);
    rig.clock.set('2027-07-20T00:00:00Z');
    expect(await rig.available('fay')).toBe(30);
  });

  it('holds for a purchase of before that arrives only now, and for points given back', async () => {
    await rig.earn('gil', 50, LAST_YEAR);
    await rig.earn('gil', 5, '2026-03-20T10:00:00Z');
    const { redemptionId } = (await rig.post('members/gil/redemptions', { rewardId: 'gift-box' })).body;
    await extend('gil', '2027-09-01T00:00:00Z');
    rig.clock.set('2027-05-01T00:00:00Z');
    await rig.earn('gil', 7, LAST_YEAR);
    await rig.post(`redemptions/${String(redemptionId)}/reversal`);
    expect(await member('gil')).toMatchObject({
      lots: [
        { points: 57, availableAt: '2026-03-15T10:00:00.000Z', expiresAt: '2027-09-01T00:00:00.000Z' },
        { points: 5, expiresAt: '2027-09-01T00:00:00.000Z' },
      ],
    });
  });

  it('of more than 500 points waits for a second person', async () => {
    await rig.earn('hal', 501, LAST_YEAR);
    const { status, body } = await extend('hal', '2027-09-01T00:00:00Z');
    expect([status, body['points']]).toEqual([202, 501]);
    expect(await member('hal')).toMatchObject({ lots: [{ expiresAt: '2027-04-01T00:00:00.000Z' }] });
    expect(await approve(body['adjustmentId'], 'ann')).toMatchObject({ body: { code: 'SAME_PERSON' } });
    expect(await approve(body['adjustmentId'], 'ben')).toMatchObject({ status: 201, body: { points: 501 } });
    expect(await member('hal')).toMatchObject({ lots: [{ expiresAt: '2027-09-01T00:00:00.000Z' }] });
    expect((await rig.get(`adjustments/${String(body['adjustmentId'])}`)).body).toMatchObject({
      ...{ kind: 'extension', status: 'posted', decidedBy: 'ben', expiresAt: '2027-09-01T00:00:00.000Z' },
    });
  });

  it('and a reinstatement need somebody who answers for them, a reason, and a member', async () => {
    await rig.earn('ida', 10, LONG_AGO);
    for (const act of [
      (who: string, more: object, by: string) => reinstate(who, 1, more, by),
      (who: string, more: object, by: string) => extend(who, '2027-09-01T00:00:00Z', more, by),
    ]) {
      // prettier-ignore
      expect(await act('ida', {}, '')).toMatchObject({ status: 400, body: { code: 'ACTOR_REQUIRED' } });
      expect(await act('ida', { reason: '' }, 'ann')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
      expect(await act('nobody', {}, 'ann')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
    }
  });
});
