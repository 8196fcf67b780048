import { purchaseCompleted } from '@perennial/contracts';
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

  it('has 2 to 6 members, each a member, each once', async () => {
    const seven = Array.from({ length: 7 }, (_, index) => `m-${index}`);
    for (const each of seven) await refuel(each, 1);
    expect(await form(...seven)).toMatchObject({ status: 422, body: { code: 'HOUSEHOLD_TOO_LARGE', membersMax: 6 } });
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
