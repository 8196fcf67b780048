import { purchaseCancelled, purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig, NOW, programmeText } from '../commands/commands-rig.fixture.js';
import { LEDGER_SOURCE } from '../domain/decision.js';
import { audited } from './audited.fixture.js';

let rig: CommandsRig;
let club: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
  club = await CommandsRig.start(programmeText('travel-club'));
});
beforeEach(() => [rig, club].forEach(({ clock }) => clock.set(NOW)));
afterAll(() => Promise.all([rig?.stop(), club?.stop()]));

const decided = (id: unknown) => ({ source: LEDGER_SOURCE, id: String(id) });

async function deliver(to: CommandsRig, ...events: readonly Envelope[]): Promise<void> {
  for (const event of events) {
    to.clock.advance({ ms: 10 });
    await to.handle(event);
  }
}

/** The newest decision of a kind, which its answer does not name. */
async function newest(of: CommandsRig, kind: string) {
  of.clock.advance({ ms: 10 });
  const sql = 'select id from fact where type = $1 order by at desc limit 1';
  const [row] = await of.database.db.query<{ id: string }>(sql, [`ledger.decision.${kind}`]);
  return decided(row?.id);
}

describe('points that were spent are explained with the lots they came from and went back to', () => {
  it('by a return, floor(40 × 10000 ÷ 30000) = 13 of the 40 that paid, and by the cancellation, the other 27', async () => {
    await rig.earn('pay', 100, '2027-01-01T10:00:00Z');
    const reserved = await rig.post('members/pay/reservations', { points: 40, ttlSeconds: 600, orderId: 'p-2' });
    const { reservationId } = reserved.body;
    expect(await audited(rig, 'pay', decided(reservationId))).toMatchObject({
      rules: [{ rule: 'reservation', result: 'reserved', points: 40, inputs: { fromLots: 40, owed: 0 } }],
      drawn: [{ customerId: 'pay', own: true, had: 100, taken: 40, expiresAt: '2028-02-01T00:00:00.000Z' }],
    });
    rig.clock.advance({ ms: 10 });
    await rig.post(`reservations/${String(reservationId)}/commit`);
    expect(await audited(rig, 'pay', await newest(rig, 'reservation-commit'))).toMatchObject({
      rules: [{ result: 'redeemed', points: 40, inputs: { reservationId, paidFor: 'order:p-2' } }],
      transfers: [{ kind: 'redemption', points: -40 }],
    });
    const about = { orderId: 'p-2', customerId: 'pay', lines: undefined };
    const order = anEvent(purchaseCompleted, {
      ...{
        time: '2027-03-11T10:00:00Z',
        data: { ...about, currency: 'USD', totalMinor: 30_000, pointsTenderMinor: 4_000 },
      },
    });
    const back = anEvent(returnCompleted, {
      ...{ time: '2027-03-12T10:00:00Z', data: { ...about, currency: 'USD', amountMinor: 10_000 } },
    });
    const off = anEvent(purchaseCancelled, {
      time: '2027-03-13T10:00:00Z',
      data: { orderId: 'p-2', customerId: 'pay' },
    });
    await deliver(rig, order, back);
    const inputs = { pointsSpent: 40, orderTotalMinor: 30_000, returnedMinor: 10_000, givenBackNow: 13 };
    const givenBack = expect.objectContaining({
      ...{ rule: 'reinstatement', thing: `reservation:${String(reservationId)}`, result: 'given-back', points: 13 },
      inputs: expect.objectContaining(inputs) as object,
    }) as object;
    expect((await audited(rig, 'pay', back)).rules).toContainEqual(givenBack);
    await deliver(rig, off);
    expect((await audited(rig, 'pay', off)).rules).toContainEqual(
      expect.objectContaining({ result: 'given-back', points: 27 }),
    );
    // What was booked for the return stays explained, although nothing of the order counts any more.
    expect((await audited(rig, 'pay', back)).rules).toContainEqual(givenBack);
  });

  it('by a redemption, with the price of the reward, and by its reversal', async () => {
    await rig.earn('red', 120, '2027-01-01T10:00:00Z');
    const { redemptionId } = (await rig.post('members/red/redemptions', { rewardId: 'gift-box', quantity: 2 })).body;
    expect(await audited(rig, 'red', decided(redemptionId))).toMatchObject({
      rules: [{ result: 'redeemed', points: 100, inputs: { rewardId: 'gift-box', rewardPoints: 50, quantity: 2 } }],
    });
    rig.clock.advance({ ms: 10 });
    await rig.post(`redemptions/${String(redemptionId)}/reversal`);
    expect(await audited(rig, 'red', await newest(rig, 'redemption-reversal'))).toMatchObject({
      rules: [{ result: 'given-back', points: 100, inputs: { pointsSpent: 100, givenBackBefore: 0 } }],
    });
  });

  it('by a reversal after they were gone: 10 of 50 have expired meanwhile, and do not come back', async () => {
    await rig.earn('exp', 10, '2026-03-15T10:00:00Z');
    await rig.earn('exp', 90, '2027-03-01T10:00:00Z');
    const { redemptionId } = (await rig.post('members/exp/redemptions', { rewardId: 'gift-box' })).body;
    rig.clock.set('2027-04-02T00:00:00Z');
    await rig.post(`redemptions/${String(redemptionId)}/reversal`);
    expect(await audited(rig, 'exp', await newest(rig, 'redemption-reversal'))).toMatchObject({
      rules: [{ result: 'given-back', points: 40, inputs: { pointsSpent: 50, alreadyExpired: 10 } }],
      transfers: [{ kind: 'reinstatement', points: 40 }],
    });
  });

  it("by a household: own lots, then the others' by expiry and customer, and for whom, to each whose they were", async () => {
    const refuel = (customerId: string, points: number, time: string) =>
      anEvent(purchaseCompleted, {
        time,
        data: { customerId, partnerId: 'fuel', totalMinor: points * 200, currency: 'GBP', lines: undefined },
      });
    const [own, his, hers] = [
      refuel('ben', 300, '2027-02-01T10:00:00Z'),
      refuel('ann', 400, '2027-02-01T10:00:00Z'),
      refuel('cleo', 150, '2027-01-01T09:00:00Z'),
    ];
    await deliver(club, own, his, hers);
    await club.post('households', { members: ['ann', 'ben', 'cleo'] });
    club.clock.advance({ ms: 10 });
    const { redemptionId } = (await club.post('members/ben/redemptions', { rewardId: 'fuel-5' })).body;
    const redemption = decided(redemptionId);
    expect(await audited(club, 'ben', redemption)).toMatchObject({
      rules: [{ result: 'redeemed', points: 500, inputs: { rewardPoints: 500, fromLots: 500, owed: 0 } }],
      drawn: [
        { customerId: 'ben', own: true, had: 300, taken: 300 },
        {
          customerId: 'cleo',
          own: false,
          forCustomerId: 'ben',
          had: 150,
          taken: 150,
          expiresAt: '2029-01-02T00:00:00.000Z',
        },
        {
          customerId: 'ann',
          own: false,
          forCustomerId: 'ben',
          had: 400,
          taken: 50,
          expiresAt: '2029-02-02T00:00:00.000Z',
        },
      ],
    });
    expect(await audited(club, 'cleo', redemption)).toMatchObject({
      transfers: [{ kind: 'transfer', points: -150 }],
      drawn: [{ customerId: 'cleo', own: true, forCustomerId: 'ben', had: 150, taken: 150 }],
    });
    club.clock.advance({ ms: 10 });
    const { reservationId } = (await club.post('members/ben/reservations', { points: 100, ttlSeconds: 600 })).body;
    expect(await audited(club, 'ben', decided(reservationId))).toMatchObject({
      rules: [{ result: 'reserved', points: 100, inputs: { fromLots: 100 } }],
      drawn: [{ customerId: 'ann', own: false, had: 350, taken: 100 }],
    });
  });
});
