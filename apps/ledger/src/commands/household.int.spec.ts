import { customerErased, customerMerged, purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW, programmeText } from './commands-rig.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start(programmeText('travel-club'));
});
beforeEach(() => rig.clock.set(NOW));
afterAll(() => rig?.stop());

/** Points at the petrol station, available by now. */
async function refuel(customerId: string, points: number, time = '2027-02-01T10:00:00Z'): Promise<void> {
  const data = { customerId, partnerId: 'fuel', totalMinor: points * 200, currency: 'GBP', lines: undefined };
  await rig.handle(anEvent(purchaseCompleted, { time, data }));
}

const form = (...members: string[]) => rig.post('households', { members });

describe('a household', () => {
  it('redeems together: own points first, then those of the others, each draw a transfer of its owner', async () => {
    await refuel('ann', 400);
    await refuel('ben', 300);
    await refuel('cleo', 200, '2027-02-01T09:00:00Z');
    const formed = await form('cleo', 'ben', 'ann');
    expect(formed).toMatchObject({ status: 201, body: { members: ['ann', 'ben', 'cleo'] } });
    rig.clock.advance({ ms: 10 });
    const path = `households/${String(formed.body['householdId'])}`;
    expect(await rig.get(path)).toMatchObject({
      status: 200,
      body: { members: ['ann', 'ben', 'cleo'], available: 900 },
    });

    expect(await rig.post('members/ben/redemptions', { rewardId: 'fuel-5', quantity: 2 })).toMatchObject({
      status: 409,
      body: { code: 'INSUFFICIENT_POINTS', missing: 100 },
    });
    const redeemed = await rig.post('members/ben/redemptions', { rewardId: 'fuel-5' });
    expect(redeemed).toMatchObject({ status: 201, body: { points: 500, balance: { available: 0 } } });
    rig.clock.advance({ ms: 10 });
    // Of the others', cleo's expire no sooner than ann's (both at the end of a day), so the customer id decides.
    expect(await Promise.all(['ann', 'ben', 'cleo'].map((each) => rig.available(each)))).toEqual([200, 0, 200]);
    expect(await rig.get('members/ann')).toMatchObject({ body: { redeemed: 0, transferred: -200 } });
    expect(await rig.get('members/ben')).toMatchObject({ body: { redeemed: 500, transferred: 200 } });
    expect(await rig.database.db.query(`select partner_id from transfer where kind = 'redemption'`)).toEqual([
      { partner_id: 'fuel' },
    ]);

    const reversal = `redemptions/${String(redeemed.body['redemptionId'])}/reversal`;
    expect(await rig.post(reversal)).toMatchObject({ status: 201, body: { balance: { available: 300 } } });
    rig.clock.advance({ ms: 10 });
    expect(await Promise.all(['ann', 'ben', 'cleo'].map((each) => rig.available(each)))).toEqual([400, 300, 200]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('holds points of all for a cart of one, and 10 at once hold no more than there is', async () => {
    await refuel('dan', 100);
    await refuel('eve', 100);
    await form('dan', 'eve');
    const reserve = (who: string) => rig.post(`members/${who}/reservations`, { points: 30, ttlSeconds: 60 });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => reserve(n % 2 === 0 ? 'dan' : 'eve')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ body }) => body['code'] === 'INSUFFICIENT_POINTS')).toHaveLength(4);
    expect(await rig.verify()).toMatchObject({ ok: true });
    rig.clock.advance({ minutes: 2 });
    expect([await rig.available('dan'), await rig.available('eve')]).toEqual([100, 100]);
  });

  it('is one that each can be in once, also when two are formed at the same time', async () => {
    for (const each of ['fay', 'gil', 'hal', 'ida']) await refuel(each, 1);
    const answers = await Promise.all([form('fay', 'gil'), form('gil', 'hal'), form('hal', 'fay')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'ALREADY_IN_HOUSEHOLD' });
    const [alone] = ['fay', 'gil', 'hal'].filter(
      (each) => !(answers.find(({ status }) => status === 201)?.body['members'] as string[]).includes(each),
    );
    rig.clock.advance({ ms: 10 });
    expect(await form(String(alone), 'ida')).toMatchObject({ status: 201 });
  });

  it('that somebody leaves: everybody keeps their own lots and dates, and redeems without the other', async () => {
    for (const [who, points] of [['joe', 400], ['kim', 300], ['lea', 200]] as const) await refuel(who, points); // prettier-ignore
    const { householdId } = (await form('joe', 'kim', 'lea')).body;
    rig.clock.advance({ ms: 10 });
    const before = (await rig.get('members/kim')).body;
    expect(before).toMatchObject({ householdId });
    expect(await rig.post('members/kim/household/leave')).toMatchObject({
      status: 200,
      body: { householdId, members: ['joe', 'lea'] },
    });
    rig.clock.advance({ ms: 10 });
    const after = (await rig.get('members/kim')).body;
    expect(after).not.toHaveProperty('householdId');
    expect(after).toMatchObject({ lots: before['lots'], balance: before['balance'] });
    expect(await rig.get(`households/${String(householdId)}`)).toMatchObject({
      body: { members: ['joe', 'lea'], available: 600 },
    });
    const redeem = (who: string) => rig.post(`members/${who}/redemptions`, { rewardId: 'fuel-5' });
    expect(await redeem('kim')).toMatchObject({ status: 409, body: { missing: 200 } });
    expect(await redeem('lea')).toMatchObject({ status: 201 });
    rig.clock.advance({ ms: 10 });
    expect(await Promise.all(['joe', 'kim', 'lea'].map((each) => rig.available(each)))).toEqual([100, 300, 0]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('once left is left: a second time is 409, and another household can be formed', async () => {
    for (const each of ['max', 'ned', 'ora']) await refuel(each, 1);
    const { householdId } = (await form('max', 'ned')).body;
    const leave = (who: string) => rig.post(`members/${who}/household/leave`);
    const answers = await Promise.all([leave('max'), leave('max')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 200)?.body).toEqual({ householdId, members: [] });
    // One alone is no household, so there is nothing left to leave.
    expect(await leave('ned')).toMatchObject({ status: 409, body: { code: 'NOT_IN_HOUSEHOLD' } });
    expect(await leave('nobody')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
    rig.clock.advance({ ms: 10 });
    expect(await rig.get(`households/${String(householdId)}`)).toMatchObject({ body: { members: [], available: 0 } });
    expect(await form('max', 'ora')).toMatchObject({ status: 201 });
    expect(await form('ned', 'max')).toMatchObject({ status: 409, body: { code: 'ALREADY_IN_HOUSEHOLD' } });
  });

  it('that somebody left gives back to whom it came from: a reservation and a redemption made together before', async () => {
    await refuel('pia', 400);
    await refuel('quy', 600);
    await form('pia', 'quy');
    rig.clock.advance({ ms: 10 });
    const redeemed = await rig.post('members/pia/redemptions', { rewardId: 'fuel-5' });
    const held = await rig.post('members/pia/reservations', { points: 450, ttlSeconds: 3600 });
    expect([redeemed.status, held.status]).toEqual([201, 201]);
    rig.clock.advance({ ms: 10 });
    expect([await rig.available('pia'), await rig.available('quy')]).toEqual([0, 50]);
    expect(await rig.post('members/quy/household/leave')).toMatchObject({ status: 200 });
    rig.clock.advance({ ms: 10 });
    expect(await rig.get('members/pia')).toMatchObject({ body: { balance: { reserved: 450 } } });
    await rig.post(`reservations/${String(held.body['reservationId'])}/release`);
    await rig.post(`redemptions/${String(redeemed.body['redemptionId'])}/reversal`);
    rig.clock.advance({ ms: 10 });
    expect([await rig.available('pia'), await rig.available('quy')]).toEqual([400, 600]);
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('survives in the right shape what is merged, forgotten and left', async () => {
    for (const each of ['ray', 'sam', 'tom', 'uma']) await refuel(each, 10);
    const { householdId } = (await form('ray', 'sam', 'tom')).body;
    rig.clock.advance({ ms: 10 });
    const time = rig.clock().toISOString();
    await rig.handle(anEvent(customerMerged, { time, data: { fromCustomerId: 'ray', intoCustomerId: 'uma' } }));
    rig.clock.advance({ ms: 10 });
    const members = async () => (await rig.get(`households/${String(householdId)}`)).body;
    expect(await members()).toMatchObject({ members: ['sam', 'tom', 'uma'], available: 40 });
    await rig.handle(anEvent(customerErased, { time, data: { customerId: 'tom' } }));
    rig.clock.advance({ ms: 10 });
    expect(await members()).toMatchObject({ members: ['sam', 'uma'], available: 30 });
    // Who was merged away is who they were merged into.
    expect(await rig.post('members/ray/household/leave')).toMatchObject({ status: 200, body: { members: [] } });
    rig.clock.advance({ ms: 10 });
    expect(await form('sam', 'uma')).toMatchObject({ status: 201 });
    expect(await rig.verify()).toMatchObject({ ok: true });
  });

  it('has 2 to 6 members, each a member, each once', async () => {
    const seven = Array.from({ length: 7 }, (_, index) => `m-${index}`);
    const tooLarge = { status: 422, body: { code: 'HOUSEHOLD_TOO_LARGE', membersMax: 6 } };
    expect(await form(...seven)).toMatchObject(tooLarge);
    for (const each of seven) await refuel(each, 1);
    expect(await form(...seven)).toMatchObject(tooLarge);
    expect(await form('m-1')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    expect(await form('m-1', 'm-1')).toMatchObject({ status: 422, body: { code: 'MEMBER_TWICE' } });
    expect(await form('m-1', 'nobody')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
    rig.clock.advance({ ms: 10 });
    expect(await form(...seven.slice(1))).toMatchObject({ status: 201 });
  });

  it('that was never formed is 404', async () => {
    expect(await rig.get('households/nothing')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_HOUSEHOLD' } });
  });
});

describe('where the programme has no households', () => {
  it('none can be formed: 422', async () => {
    const other = await CommandsRig.start();
    try {
      await other.earn('ann', 1);
      await other.earn('ben', 1);
      expect(await other.post('households', { members: ['ann', 'ben'] })).toMatchObject({
        status: 422,
        body: { code: 'NO_HOUSEHOLDS' },
      });
    } finally {
      await other.stop();
    }
  });
});
