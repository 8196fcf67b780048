import {
  customerMerged,
  purchaseCancelled,
  referralCreated,
  reviewPublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { CommandsRig } from '../commands/commands-rig.fixture.js';
import { audited } from './audited.fixture.js';
import { back, order } from './explaining.fixture.js';

let rig: CommandsRig;
beforeAll(async () => {
  rig = await CommandsRig.start();
});
afterAll(() => rig?.stop());

const day = (number: number) => new Date(Date.UTC(2027, 0, number, 10)).toISOString();
const bought = (customerId: string, orderId: string, totalMinor: number, number: number, more: object = {}) =>
  order(customerId, orderId, totalMinor, more, day(number));
const on = <Event extends Envelope>(event: Event, number: number): Event => ({
  ...event,
  ...{ time: day(number), at: Date.parse(day(number)) },
});
const explain = (customerId: string, event: Envelope) => audited(rig, customerId, event);

/** Each known after the one before. */
async function deliver(...events: readonly Envelope[]): Promise<void> {
  for (const event of events) {
    rig.clock.advance({ ms: 10 });
    await rig.handle(event);
  }
}

describe('what an event changed of what others had earned is told with it, and with them', () => {
  it('when a late return undoes a tier: 12 points by gold become 10 by silver', async () => {
    const [large, later] = [bought('tia', 't-1', 400_000, 1), bought('tia', 't-2', 10_000, 60)];
    const late = on(back('t-1', 390_000), 10);
    await deliver(large, later, late);
    expect(await explain('tia', late)).toMatchObject({
      rules: [{ result: 'taken-back', points: 390 }],
      changed: [
        {
          ...{ rule: 'purchase', thing: 'order:t-2', booked: -2, bookedBesides: 0 },
          before: {
            points: 12,
            lines: [{ eventId: later.id, points: 12, inputs: { tier: 'gold', multiplierPercent: 125 } }],
          },
          after: {
            points: 10,
            lines: [{ eventId: later.id, points: 10, inputs: { tier: 'silver', multiplierPercent: 100 } }],
          },
        },
      ],
    });
    expect(await explain('tia', later)).toMatchObject({
      ...{ rules: [{ points: 10, inputs: { tier: 'silver' } }], atFirst: [{ points: 12, inputs: { tier: 'gold' } }] },
      ...{ corrections: [{ why: 'known-later', eventId: late.id, booked: -2 }], changed: [] },
    });
    expect(await explain('tia', large)).toMatchObject({ rules: [{ points: 400 }], changed: [] });
  });

  it('when two of them come in one transaction: what each was booked for, and what it was besides', async () => {
    const later = bought('two', 'w-3', 10_000, 20);
    await deliver(later);
    const [first, second] = [bought('two', 'w-1', 400_000, 1), bought('two', 'w-2', 700_000, 2)];
    rig.clock.advance({ ms: 10 });
    await rig.handle(first, second);
    const changes = [await explain('two', first), await explain('two', second)].flatMap(({ changed }) => changed);
    const ofLater = changes.filter(({ thing }) => thing === 'order:w-3');
    expect(ofLater.map(({ booked, bookedBesides }) => [booked, bookedBesides])).toEqual([
      [2, 3],
      [3, 2],
    ]);
    for (const { before, after } of ofLater) expect([before?.points, after?.points]).toEqual([10, 15]);
  });

  it('when the purchase that qualified a referral is amended: its points count for the next one, to both sides', async () => {
    const referral = anEvent(referralCreated, { time: day(1), data: { referrerId: 'rosa', refereeId: 'finn' } });
    const [first, second] = [bought('finn', 'f-1', 5_000, 2), bought('finn', 'f-2', 6_000, 3)];
    const amended = bought('finn', 'f-1', 500, 4, { revision: 1 });
    await deliver(referral, first, second, amended);
    for (const [who, rule, points] of [
      ['finn', 'referral-referee', 20],
      ['rosa', 'referral-referrer', 50],
    ] as const) {
      const [was, is] = [await explain(who, first), await explain(who, second)];
      expect(was.transfers).toContainEqual(expect.objectContaining({ rule, points }));
      expect(was.atFirst).toContainEqual(expect.objectContaining({ rule, result: 'awarded', points }));
      expect(was.corrections).toContainEqual(
        expect.objectContaining({ rule, why: 'moved', eventId: second.id, booked: -points }),
      );
      expect(is.rules).toContainEqual(expect.objectContaining({ rule, result: 'awarded', points }));
      expect(is.corrections).toContainEqual(
        expect.objectContaining({ rule, why: 'moved', eventId: first.id, booked: points }),
      );
    }
    expect(await explain('finn', amended)).toMatchObject({
      transfers: [{ rule: 'purchase', points: -5 }],
      rules: [
        { rule: 'purchase', reason: 'amount-too-small' },
        { rule: 'referral-referee', reason: 'amount-too-small' },
      ],
    });
  });

  it('when a late fact of a merged record lifts a tier: what it earned, what others did, what moved with the merge', async () => {
    const [own, early] = [bought('bob', 'b-1', 10_000, 2), bought('ann', 'a-1', 20_000, 3)];
    const merged = anEvent(customerMerged, {
      ...{ time: day(30), data: { fromCustomerId: 'ann', intoCustomerId: 'bob' } },
    });
    const [late, after] = [bought('ann', 'a-0', 350_000, 1), bought('ann', 'a-2', 10_000, 40)];
    await deliver(own, early, merged, late, after);
    const changedBy = async (who: string, event: Envelope) =>
      (await explain(who, event)).changed.map(({ rule, booked, before, after: now }) => [
        ...[rule, booked, before?.points, now?.points],
      ]);
    expect(await changedBy('ann', late)).toEqual([
      ['purchase', 5, 20, 25],
      ['merge', -355, -20, -375],
    ]);
    expect(await changedBy('bob', late)).toEqual([['merge', 355, 20, 375]]);
    expect(await changedBy('bob', merged)).toEqual([['merge', 20, 0, 20]]);
    expect((await explain('bob', late)).changed[0]?.after?.lines).toMatchObject([
      { eventId: merged.id, result: 'moved-in', points: 375, inputs: { earned: 375, redeemed: 0 } },
    ]);
    expect(await explain('ann', after)).toMatchObject({ rules: [{ points: 12 }], transfers: [], bookedFor: 'bob' });
    expect(await explain('bob', after)).toMatchObject({ rules: [{ points: 12 }], transfers: [{ points: 12 }] });
    expect(await explain('ann', early)).not.toHaveProperty('bookedFor');
  });

  it('when an earlier review of the same thing comes late: that one is paid, and the other no longer', async () => {
    const review = (number: number) =>
      anEvent(reviewPublished, { time: day(number), data: { customerId: 'rev', sku: 'ring', verified: true } });
    const [known, late] = [review(20), review(10)];
    await deliver(bought('rev', 'r-1', 10_000, 1), known, late);
    expect(await explain('rev', late)).toMatchObject({
      rules: [{ rule: 'review', result: 'awarded', points: 5 }],
      changed: [
        {
          ...{ rule: 'review', booked: -5 },
          before: { points: 5, lines: [{ eventId: known.id, result: 'awarded' }] },
          after: { points: 0, lines: [{ eventId: known.id, result: 'skipped', reason: 'sku-already-paid' }] },
        },
      ],
    });
  });

  it('when an order is cancelled: what was left of it before, line by line, also to a return from before', async () => {
    const paid = bought('off', 'o-1', 26_000, 1);
    const returned = on(back('o-1', 8_667), 2);
    const off = anEvent(purchaseCancelled, { time: day(3), data: { orderId: 'o-1', customerId: 'off' } });
    await deliver(paid, returned, off);
    expect((await explain('off', off)).changed).toMatchObject([
      {
        booked: -17,
        before: {
          points: 17,
          lines: [
            { eventId: paid.id, result: 'awarded', points: 26, inputs: { netEligibleMinor: '26000' } },
            { eventId: returned.id, result: 'taken-back', points: 9, inputs: { netEligibleMinor: '17333' } },
          ],
        },
        after: { points: 0, lines: [] },
      },
    ]);
    expect((await explain('off', returned)).changed).toMatchObject([
      { booked: -9, before: { points: 26 }, after: { points: 17 } },
    ]);
  });
});
