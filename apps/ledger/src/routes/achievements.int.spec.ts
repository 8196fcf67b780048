import { purchaseCancelled, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { challengesText } from '../domain/challenges.fixture.js';
import { ProgrammeRig, structured } from '../programme/programme-rig.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start(challengesText);
});
afterAll(() => rig?.stop());

const bought = (customerId: string, orderId: string, time: string) =>
  anEvent(purchaseCompleted, {
    time,
    data: { customerId, orderId, currency: 'USD', totalMinor: 2000, lines: undefined },
  });
const back = (orderId: string, time: string) =>
  anEvent(returnCompleted, {
    time,
    data: { orderId, customerId: undefined, currency: 'USD', amountMinor: 2000, lines: undefined },
  });
const at = async (customerId: string, instant: string) => {
  rig.now = new Date(instant);
  const { achievements } = await rig.member(customerId);
  return achievements.slice(0, 2);
};
const THREE = {
  ...{ rule: 'three-purchases', text: 'Three purchases in 40 days', badge: 'faithful', times: 3, withinDays: 40 },
};
const MONTHS = { rule: 'two-months', text: 'A purchase in two months in a row', times: 2, streak: 'month' };

describe('the achievements of a member', () => {
  it('are those of the programme, with what counts as of the instant, and since when they are reached', async () => {
    await rig.deliver(
      bought('ada', 'a-1', '2027-01-31T23:30:00Z'),
      bought('ada', 'a-2', '2027-02-01T10:00:00Z'),
      bought('ada', 'a-3', '2027-02-02T10:00:00Z'),
      bought('ada', 'a-4', '2027-02-20T10:00:00Z'),
    );
    expect(await at('ada', '2027-03-31T23:00:00+01:00')).toEqual([
      { ...THREE, count: 1, timesReached: 1, reachedAt: '2027-02-02T10:00:00.000Z' },
      { ...MONTHS, count: 2, timesReached: 1, reachedAt: '2027-02-01T10:00:00.000Z' },
    ]);
    // The purchase of 20 February has left the 40 days with 1 April, 00:00 in London, which has its summer time by then.
    expect(await at('ada', '2027-03-31T22:59:59.999Z')).toMatchObject([{ count: 1 }, {}]);
    expect(await at('ada', '2027-03-31T23:00:00Z')).toMatchObject([{ count: 0, timesReached: 1 }, {}]);
    rig.now = new Date('2027-06-01T00:00:00Z');
  });

  it('of who has done nothing are all there, with nothing', async () => {
    await rig.deliver(back('b-1', '2027-01-03T10:00:00Z'), bought('ben', 'b-1', '2027-01-02T10:00:00Z'));
    const achievements = await at('ben', '2027-06-01T00:00:00Z');
    expect(achievements).toEqual([
      { ...THREE, count: 0, timesReached: 0 },
      { ...MONTHS, count: 0, timesReached: 0 },
    ]);
  });

  it('are explained: how many counted before, of how many; and what took them back', async () => {
    const orders = ['c-1', 'c-2', 'c-3'].map((id, day) => bought('cem', id, `2027-04-0${day + 1}T10:00:00Z`));
    const returned = back('c-1', '2027-04-09T10:00:00Z');
    await rig.deliver(...orders, returned);
    const rulesOf = async (event: (typeof orders)[number] | typeof returned) =>
      (await rig.explain('cem', event)).rules.filter(({ rule }) => rule === 'three-purchases');
    const inputs = { of: 'purchases', times: 3, withinDays: 40, repeats: true, timesReachedBefore: 0 };
    expect(await rulesOf(orders[1]!)).toMatchObject([
      {
        ...{ rule: 'three-purchases', result: 'skipped', reason: 'not-reached-yet' },
        inputs: { ...inputs, day: '2027-04-02', countBefore: 1, netEligibleMinor: '2000', purchaseFromMinor: 2_000 },
      },
    ]);
    expect(await rulesOf(orders[2]!)).toMatchObject([
      { result: 'awarded', points: 30, inputs: { ...inputs, day: '2027-04-03', countBefore: 2, points: 30 } },
    ]);
    expect(await rulesOf(returned)).toEqual([
      {
        ...{ rule: 'three-purchases', thing: 'order:c-3', result: 'taken-back', points: 30 },
        inputs: { of: 'purchases', times: 3, timesReachedNow: 0, points: 30 },
      },
    ]);
  });

  it('are explained at the cancellation that took them back, and with what was reached instead', async () => {
    const orders = ['e-1', 'e-2', 'e-3', 'e-4'].map((id, day) => bought('eve', id, `2027-04-0${day + 1}T10:00:00Z`));
    const time = '2027-04-09T10:00:00Z';
    const cancelled = anEvent(purchaseCancelled, { time, data: { orderId: 'e-1', customerId: 'eve' } });
    await rig.deliver(...orders, cancelled);
    const { rules } = await rig.explain('eve', cancelled);
    const inputs = { cancelled: 'order:e-1' };
    expect(rules).toHaveLength(3);
    expect(rules).toEqual(
      expect.arrayContaining([
        { rule: 'purchase', thing: 'order:e-1', result: 'taken-back', points: 2, inputs },
        {
          ...{ rule: 'three-purchases', thing: 'order:e-3', result: 'taken-back', points: 30 },
          inputs: { ...inputs, awardedFor: 'order:e-3' },
        },
        {
          ...{ rule: 'three-purchases', thing: 'order:e-4', result: 'awarded', points: 30 },
          inputs: { ...inputs, awardedFor: 'order:e-4' },
        },
      ]),
    );
  });

  it('are simulated as they are decided, message and all', async () => {
    await rig.deliver(bought('dan', 'd-1', '2027-05-01T10:00:00Z'), bought('dan', 'd-2', '2027-05-02T10:00:00Z'));
    const third = bought('dan', 'd-3', '2027-05-03T10:00:00Z');
    const preview = await rig.simulate(structured(third));
    rig.published.splice(0);
    await rig.deliver(third);
    expect(JSON.parse(JSON.stringify(preview.messages))).toEqual(JSON.parse(JSON.stringify(rig.published)));
    expect(preview.messages.map(({ type }) => type)).toContain('loyalty.achievement.reached.v1');
    expect(preview.rules).toContainEqual(expect.objectContaining({ rule: 'three-purchases', points: 30 }));
  });
});
