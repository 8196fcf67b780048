import {
  partnerAccrued,
  partnerReversed,
  purchaseCompleted,
  returnCompleted,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { computedAgain, saysItsAmount } from '../domain/explain/computed-again.fixture.js';
import { documentOf, ProgrammeRig } from '../programme/programme-rig.fixture.js';
import { back, next, order, reasons, referral, review, shared } from './explaining.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
});
afterAll(() => rig?.stop());

const explain = (customerId: string, event: Envelope) => rig.explain(customerId, event);

/** Every number can be computed again, and together they are what the member has. */
async function addsUp(customerId: string, events: readonly Envelope[], ledger = rig): Promise<void> {
  let [given, taken] = [0, 0];
  for (const event of events) {
    for (const rule of (await ledger.explain(customerId, event)).rules) {
      expect({ ...rule, points: rule.points ?? 0 }).toEqual({ ...rule, points: computedAgain(rule) });
      expect({ ...rule, says: saysItsAmount(rule.inputs) }).toEqual({ ...rule, says: true });
      if (rule.result === 'awarded') given += rule.points ?? 0;
      if (rule.result === 'taken-back') taken += rule.points ?? 0;
    }
  }
  const { earned, clawedBack } = await ledger.member(customerId);
  expect([given, taken]).toEqual([earned, clawedBack]);
  expect(given).toBeGreaterThan(0);
}

describe('an award explained', () => {
  it('can be computed again from its inputs alone: purchases by tier, returns, reviews, shares', async () => {
    const events = [
      order('ada', 'a-1', 305_000),
      order('ada', 'a-2', 99_999),
      back('a-2', 33_333),
      back('a-1', 100),
      review('ada', 'ring', { reviewId: 'a-r' }),
      anEvent(reviewUnpublished, { time: next(), data: { reviewId: 'a-r', customerId: 'ada' } }),
      shared('ada', 'p-1'),
    ];
    await rig.deliver(...events);
    await addsUp('ada', events);
    const [, second] = events;
    expect(await explain('ada', second!)).toMatchObject({
      outcome: 'applied',
      programmeVersion: 1,
      rules: [
        {
          rule: 'purchase',
          result: 'awarded',
          points: 123,
          inputs: {
            netEligibleMinor: '99999',
            perFullMinor: 1000,
            basePoints: 99,
            tier: 'gold',
            multiplierPercent: 125,
          },
        },
      ],
      transfers: [
        { kind: 'accrual', points: 123, rule: 'purchase', thing: 'order:a-2', text: 'Points for your purchase' },
      ],
      lots: [
        { rule: 'purchase', thing: 'order:a-2', points: 82, pending: false, expiresAt: '2028-02-01T00:00:00.000Z' },
      ],
    });
    expect(await explain('ada', events[2]!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'purchase', result: 'taken-back', points: 41, inputs: { awardBefore: 123, awardNow: 82 } }],
      transfers: [{ kind: 'clawback', points: -41 }],
    });
  });

  it.each([
    ['included tax', { taxIncluded: true }, 10, { taxIncludedMinor: 1_900, netEligibleMinor: '10000' }],
    ['tax on top', {}, 11, { taxIncludedMinor: 0, taxOnTopMinor: 1_900, netEligibleMinor: '11900' }],
  ])('can be computed again with %s', async (title, more, points, inputs) => {
    const customerId = title.replaceAll(' ', '-');
    const event = order(customerId, customerId, 11_900, { taxMinor: 1_900, ...more });
    await rig.deliver(event);
    await addsUp(customerId, [event]);
    const { rules } = await explain(customerId, event);
    expect(rules).toMatchObject([{ points, inputs }]);
    expect('taxOnTopMinor' in rules[0]!.inputs).toBe('taxOnTopMinor' in inputs);
  });

  it('can be computed again for spendings at partners, pending or not', async () => {
    const coalition = await ProgrammeRig.start(documentOf('travel-club'));
    const accrued = (partnerId: string, externalId: string, amountMinor: number) =>
      anEvent(partnerAccrued, {
        time: next(),
        data: { partnerId, externalId, customerId: 'tom', currency: 'GBP', amountMinor },
      });
    const events = [
      accrued('fuel', 'x-1', 4_199),
      accrued('telco', 'x-2', 1_499),
      order('tom', 'x-3', 999, { currency: 'GBP', partnerId: 'grocer' }),
      order('tom', 'x-4', 999, { currency: 'GBP' }),
      anEvent(partnerReversed, {
        time: next(),
        data: {
          reversalId: 'x-5',
          partnerId: 'fuel',
          externalId: 'x-1',
          customerId: 'tom',
          currency: 'GBP',
          amountMinor: 200,
        },
      }),
    ];
    await coalition.deliver(...events);
    await addsUp('tom', events, coalition);
    const [fuel, , , nowhere] = events;
    expect(await coalition.explain('tom', fuel!)).toMatchObject({
      rules: [{ rule: 'partner-purchase', points: 20, inputs: { partnerId: 'fuel', perFullMinor: 200 } }],
      lots: [{ thing: 'accrual:fuel:x-1', points: 19 }],
    });
    expect(reasons(await coalition.explain('tom', nowhere!))).toEqual(['partner-purchase not-a-partner']);
    await coalition.stop();
  });

  it('can be computed again where limits cut it, and the inputs have the limits and what was used up before', async () => {
    const document = documentOf('jeweller')
      .replace('points: 1\n', 'points: 1\n    pointsPerMonthMax: 100\n')
      .replace('unit: points', 'earning: { pointsPerDayMax: 90 }\nunit: points');
    const limited = await ProgrammeRig.start(document);
    const at = (time: string) => `2027-01-${time}:00:00Z`;
    const bought = (orderId: string, totalMinor: number, time: string) =>
      anEvent(purchaseCompleted, {
        time: at(time),
        data: { orderId, customerId: 'max', currency: 'USD', totalMinor, lines: undefined },
      });
    const events = [
      bought('m-1', 70_000, '01T10'),
      bought('m-2', 70_000, '01T11'),
      bought('m-3', 70_000, '02T10'),
      bought('m-4', 70_000, '03T10'),
      shared('max', 'p-1', at('01T12')),
      shared('max', 'p-2', at('02T12')),
      anEvent(returnCompleted, {
        time: at('04T10'),
        data: { orderId: 'm-2', customerId: 'max', currency: 'USD', amountMinor: 55_000, lines: undefined },
      }),
    ];
    await limited.deliver(...events);
    await addsUp('max', events, limited);
    const rules = await Promise.all(events.map(async (event) => (await limited.explain('max', event)).rules[0]!));
    expect(rules.map(({ result, reason, points }) => reason ?? `${result} ${points}`)).toEqual([
      ...['awarded 70', 'awarded 20', 'awarded 10', 'limit-reached', 'limit-reached', 'awarded 2', 'taken-back 5'],
    ]);
    expect(rules[1]?.inputs).toMatchObject({
      ...{ day: '2027-01-01', pointsPerMonthMax: 100, pointsInMonthBefore: 70, pointsLeft: 20 },
      ...{ walletPointsPerDayMax: 90, walletPointsOnDayBefore: 70 },
    });
    expect(rules[3]?.inputs).toMatchObject({ pointsPerMonthMax: 100, pointsInMonthBefore: 100 });
    await limited.stop();
  });

  it('can be computed again where the most there is cuts it, of one award and of a member', async () => {
    const document = documentOf('jeweller').replace('points: 1\n', 'points: 50000\n');
    const generous = await ProgrammeRig.start(document);
    const [nearly, cut, none] = [
      order('all', 'q-1', 19_999_999_999_000),
      order('all', 'q-2', 5_000),
      order('all', 'q-3', 5_000),
    ];
    const most = order('one', 'q-4', 40_000_000_000_000);
    await generous.deliver(nearly, cut, none, most);
    await addsUp('all', [nearly, cut, none], generous);
    await addsUp('one', [most], generous);
    expect((await generous.explain('all', cut)).rules).toMatchObject([
      { points: 50_000, inputs: { earnedBefore: 1e15 - 50_000, earnedMax: 1e15 } },
    ]);
    expect((await generous.explain('all', none)).rules).toMatchObject([{ reason: 'limit-reached' }]);
    expect((await generous.explain('one', most)).rules).toMatchObject([{ points: 1e15, inputs: { pointsMax: 1e15 } }]);
    await generous.stop();
  });

  it('of a referral stands at the purchase for both sides, and at the referral says which purchase', async () => {
    const events = [referral('rosa', 'finn'), order('finn', 'f-1', 1_999), order('finn', 'f-2', 2_000)];
    const [edge, small, large] = events;
    await rig.deliver(edge!, small!);
    expect(await explain('finn', edge!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'referral-referee', result: 'skipped', reason: 'waits-for-purchase' }],
    });
    expect(reasons(await explain('finn', small!))).toEqual(['purchase awarded', 'referral-referee amount-too-small']);
    await rig.deliver(large!);
    expect(await explain('rosa', large!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'referral-referrer', result: 'awarded', points: 50, inputs: { points: 50 } }],
      transfers: [{ kind: 'accrual', points: 50, causationid: large!.id }],
      lots: [{ rule: 'referral-referrer', points: 50 }],
    });
    expect(await explain('rosa', edge!)).toMatchObject({
      rules: [{ rule: 'referral-referrer', reason: 'paid-with-purchase', inputs: { purchaseId: large!.id } }],
      transfers: [],
    });
    await addsUp('finn', events);
    const undone = back('f-2', 1);
    await rig.deliver(undone);
    for (const [who, rule] of [
      ['finn', 'referral-referee'],
      ['rosa', 'referral-referrer'],
    ] as const) {
      const { rules } = await explain(who, undone);
      expect(rules.map((each) => `${each.rule} ${each.result}`)).toContain(`${rule} taken-back`);
      expect(reasons(await explain(who, edge!))).toEqual([`${rule} lost-by-return`]);
    }
    await addsUp('finn', [...events, undone]);
  });

  it('shows what a late event changed elsewhere in its transfers', async () => {
    const after = order('lia', 'l-2', 10_000);
    const late = {
      ...order('lia', 'l-1', 400_000),
      time: '2026-12-01T00:00:00Z',
      at: Date.parse('2026-12-01T00:00:00Z'),
    };
    await rig.deliver(after, late);
    expect((await explain('lia', late)).transfers.map(({ thing, points }) => `${thing} ${points}`).sort()).toEqual([
      'order:l-1 400',
      'order:l-2 2',
    ]);
    expect((await explain('lia', after)).rules).toMatchObject([{ points: 12, inputs: { tier: 'gold' } }]);
  });
});
