import { purchaseCancelled, returnCompleted, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { computedAgain, saysItsAmount } from '../domain/explain/computed-again.fixture.js';
import { jewellerWith, ProgrammeRig } from '../programme/programme-rig.fixture.js';
import { back, next, order } from './explaining.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
});
afterAll(() => rig?.stop());

/** Each known a minute after the one before. */
async function deliver(...events: readonly Envelope[]): Promise<void> {
  for (const event of events) {
    rig.now = new Date(rig.now.getTime() + 60_000);
    await rig.deliver(event);
  }
}

/** What corrected the points of an event, in short; every number of them is one that its inputs come to. */
async function correctionsOf(customerId: string, event: Envelope) {
  const { corrections } = await rig.explain(customerId, event);
  for (const { points, inputs = {} } of corrections) {
    if (points === undefined) continue;
    expect(points).toBe(computedAgain({ result: 'taken-back', inputs }));
    expect(saysItsAmount(inputs)).toBe(true);
  }
  return corrections.map(({ why, eventId, booked, points }) => [why, eventId, booked, points ?? 0]);
}

describe('what changed since of what an order earned', () => {
  it('is its returns, each with what was left: 19 points, 9 of them taken back, then the rest', async () => {
    const lines = [{ lineId: '1', sku: 'ring', quantity: 1, unitPriceMinor: 19_900 }];
    const bought = order('ret', 'ret-1', 19_900, { lines, shippingMinor: 500, taxMinor: 700 });
    const byLine = anEvent(returnCompleted, {
      time: next(),
      data: {
        ...{ orderId: 'ret-1', customerId: undefined, currency: 'USD', amountMinor: 10_000 },
        lines: [{ lineId: '1', quantity: 1, amountMinor: 10_000 }],
      },
    });
    const rest = back('ret-1', 9_900);
    await deliver(bought, byLine, rest);
    expect(await correctionsOf('ret', bought)).toEqual([
      ['returned', byLine.id, -10, 10],
      ['returned', rest.id, -9, 9],
    ]);
    const explained = await rig.explain('ret', bought);
    expect(explained).toMatchObject({
      rules: [{ points: 19, inputs: { totalMinor: 19_900, shippingOnTopMinor: 500, taxOnTopMinor: 700 } }],
      corrections: [{ inputs: { returnedGoodsMinor: 10_000, returnedWithoutLinesMinor: 0 } }, { booked: -9 }],
    });
    expect(explained).not.toHaveProperty('atFirst');
  });

  it('is an amendment, and what the first revision had earned is said, too', async () => {
    const first = order('am', 'am-1', 10_000, { shippingMinor: 500, taxMinor: 100 });
    const amended = order('am', 'am-1', 25_000, { revision: 1, shippingMinor: 700, taxMinor: 250 });
    await deliver(first, amended);
    expect(await correctionsOf('am', first)).toEqual([['amended', amended.id, 15, 0]]);
    expect(await rig.explain('am', first)).toMatchObject({
      rules: [{ points: 25, inputs: { totalMinor: 25_000, shippingOnTopMinor: 700, taxOnTopMinor: 250 } }],
      atFirst: [
        { rule: 'purchase', points: 10, inputs: { totalMinor: 10_000, shippingOnTopMinor: 500, taxOnTopMinor: 100 } },
      ],
    });
  });

  it('is its cancellation: nothing is earned any more, and 10 points were at first', async () => {
    const bought = order('off', 'off-1', 10_000);
    const off = anEvent(purchaseCancelled, { time: next(), data: { orderId: 'off-1', customerId: 'off' } });
    await deliver(bought, off);
    expect(await correctionsOf('off', bought)).toEqual([['cancelled', off.id, -10, 0]]);
    expect(await rig.explain('off', bought)).toMatchObject({ atFirst: [{ points: 10, result: 'awarded' }] });
  });

  it('is what came to be known late: an earlier order lifts the tier of the later one from 10 points to 12', async () => {
    const earlier = order('late', 'late-1', 400_000);
    const later = order('late', 'late-2', 10_000);
    await deliver(later, earlier);
    expect(await correctionsOf('late', later)).toEqual([['known-later', earlier.id, 2, 0]]);
    expect(await rig.explain('late', later)).toMatchObject({
      rules: [{ points: 12, inputs: { tier: 'gold', multiplierPercent: 125 } }],
      atFirst: [{ points: 10, inputs: { tier: 'silver', multiplierPercent: 100 } }],
    });
  });

  it('is known later when it was booked later, whatever the clock of the instance that did said', async () => {
    const [earlier, later] = [order('clock', 'clock-1', 400_000), order('clock', 'clock-2', 10_000)];
    await deliver(later);
    rig.now = new Date(rig.now.getTime() - 600_000);
    await deliver(earlier);
    expect(await rig.explain('clock', later)).toMatchObject({
      rules: [{ points: 12 }],
      atFirst: [{ points: 10, inputs: { tier: 'silver', multiplierPercent: 100 } }],
    });
  });

  it('is a version applied since that starts before it: 10 points by the version of then, 20 by that of now', async () => {
    const ahead = order('ver', 'ver-1', 10_000, {}, new Date(rig.now.getTime() + 86_400_000).toISOString());
    await deliver(ahead);
    await rig.apply(jewellerWith(2, ['    points: 1\n', '    points: 2\n']));
    expect(await rig.explain('ver', ahead)).toMatchObject({
      rules: [{ points: 20 }],
      atFirst: [{ points: 10 }],
      corrections: [{ why: 'known-later', booked: 10 }],
    });
  });
});
