import type { Envelope } from '@perennial/contracts';
import { becomes, buys, does, refers, reviews, sendsBack, takesBackReview } from '@perennial/oracle';
import { sinceAlways, type EarnLimits, type EarnRule, type Programme } from '@perennial/programme';
import fc from 'fast-check';

import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';
import { factOf } from '../fact.js';
import type { MemberState } from '../member-state.js';
import type { Outcome } from '../rules/rule-kind.js';
import type { World } from '../world.js';
import { fold } from './fold.js';
import { withinWallet } from './within-limits.js';

const jeweller = programmes.jeweller.versions[0]!.programme;

/** The jeweller's programme with other limits of some of its awards. */
function limited(limits: Readonly<Record<string, EarnLimits>>, more: Partial<Programme> = {}): Programme {
  const rules = jeweller.rules.map((rule): EarnRule => {
    if (rule.kind !== 'points-per-referral') return { ...rule, ...limits[rule.name] } as EarnRule;
    const { referrer, referee } = rule;
    return {
      ...rule,
      referrer: { ...referrer, ...limits[referrer.name] },
      referee: { ...referee, ...limits[referee.name] },
    };
  });
  return { ...jeweller, ...more, rules };
}

const folded = (programme: Programme, ...events: Envelope[]): World =>
  fold(
    sinceAlways(programme),
    events.flatMap((event) => factOf('ann', event) ?? []),
  );

/** What became of each fact by a rule: points, or why nothing. */
const outcomesOf = ({ outcomes }: World) => outcomes.map(({ outcome }) => outcome);

const ofRule = (world: World, name: string): (bigint | string)[] =>
  outcomesOf(world)
    .filter(({ rule }) => rule === name)
    .map((each) => (each.result === 'skipped' ? each.reason : each.result === 'awarded' ? each.points : -each.points));

const day = (n: number, time = '10:00:00Z') => `2027-01-${String(n).padStart(2, '0')}T${time}`;
/** An order that is worth so many points. */
const order = (n: number, points: number, time = '10:00:00Z') =>
  buys('ann', `o-${n}-${time}`, day(n, time), points * 1000);
const share = (proof: string, when: string) => does('ann', 'social-shared', `share ${proof} ${when}`, when, proof);
const monthOfReviews = (month: string) =>
  [1, 2, 3, 4, 5, 6].map((n) => reviews('ann', `${month}-${n}`, `${month}-0${n}T10:00:00Z`, `sku-${month}-${n}`));

describe('so many paid', () => {
  it('in a calendar month, and again in the next', () => {
    const month = [5n, 5n, 5n, 5n, 5n, 'limit-reached'];
    const world = folded(jeweller, ...monthOfReviews('2027-01'), ...monthOfReviews('2027-02'));
    expect(ofRule(world, 'review')).toEqual([...month, ...month]);
  });

  it('a day, and again on the next; a proof that was not paid is not used up', () => {
    const first = ['a', 'b', 'c'].map((proof) => share(proof, day(1)));
    const world = folded(jeweller, ...first, share('c', day(2)), share('d', day(2)), share('e', day(2)));
    expect(ofRule(world, 'social-share')).toEqual([2n, 2n, 'limit-reached', 2n, 2n, 'limit-reached']);
  });

  it("of the programme's time zone: 23:30 in London in January is the next day, and the next month, in Tokyo", () => {
    const shares = ['a', 'b'].map((proof) => share(proof, day(31)));
    const written = ['a', 'b', 'c', 'd', 'e'].map((sku) => reviews('ann', sku, day(20), sku));
    const late = [share('c', day(31, '23:30:00Z')), reviews('ann', 'late', day(31, '23:30:00Z'), 'late')];
    const last = (timeZone: string) => {
      const world = folded({ ...jeweller, timeZone }, ...shares, ...written, ...late);
      return [ofRule(world, 'social-share').at(-1), ofRule(world, 'review').at(-1)];
    };
    expect(last('Europe/London')).toEqual(['limit-reached', 'limit-reached']);
    expect(last('Asia/Tokyo')).toEqual([2n, 5n]);
  });

  it('stays paid when it is taken back: its place in the month is not free again', () => {
    const [first, ...others] = monthOfReviews('2027-01');
    const back = takesBackReview('ann', '2027-01-1', day(5, '12:00:00Z'));
    expect(ofRule(folded(jeweller, first!, ...others, back), 'review')).toEqual([
      ...[5n, 5n, 5n, 5n, 5n, -5n, 'limit-reached'],
    ]);
  });

  it('and so many calendar days between: seven days after 1 January is the 8th, whatever the hour', () => {
    const programme = limited({ attendance: { daysBetweenMin: 7 } });
    const came = (n: number, time: string) => does('ann', 'event-attended', `e-${n}`, day(n, time), `p-${n}`);
    const world = folded(
      programme,
      came(1, '23:59:00Z'),
      came(7, '23:59:00Z'),
      came(8, '00:00:00Z'),
      came(9, '10:00Z'),
    );
    expect(ofRule(world, 'attendance')).toEqual([10n, 'limit-reached', 10n, 'limit-reached']);
    expect(world.outcomes.find(({ outcome }) => outcome.result === 'skipped')?.outcome.inputs).toMatchObject({
      ...{ day: '2027-01-07', daysBetweenMin: 7, paidLastOn: '2027-01-01' },
    });
  });

  it('counts for orders too: the third of a day brings no points, but what it counts for tiers', () => {
    const programme = limited({ purchase: { paidPerDayMax: 2 } });
    const world = folded(programme, order(1, 10, '10:00:00Z'), order(1, 20, '11:00:00Z'), order(1, 300, '12:00:00Z'));
    expect(ofRule(world, 'purchase')).toEqual([10n, 20n, 'limit-reached']);
    expect(world.members.get('ann')).toMatchObject({
      totals: { earned: 30n },
      tier: { credits: { points: 330n }, held: 'gold' },
    });
  });
});

describe('so many points', () => {
  it('a day and a month: the award that reaches the limit is cut, and the inputs say to what', () => {
    const programme = limited({ purchase: { pointsPerDayMax: 100, pointsPerMonthMax: 150 } });
    const days = [order(1, 60, '10:00:00Z'), order(1, 60, '11:00:00Z'), order(1, 60, '12:00:00Z'), order(2, 60)];
    const world = folded(programme, ...days, buys('ann', 'next', '2027-02-01T00:00:00Z', 60_000));
    expect(ofRule(world, 'purchase')).toEqual([60n, 40n, 'limit-reached', 50n, 60n]);
    expect(
      outcomesOf(world)
        .filter(({ rule }) => rule === 'purchase')
        .map(({ inputs }) => inputs),
    ).toMatchObject([
      { pointsOnDayBefore: 0, pointsInMonthBefore: 0, pointsLeft: 100 },
      { day: '2027-01-01', pointsOnDayBefore: 60, pointsPerDayMax: 100, pointsLeft: 40, basePoints: 60 },
      { pointsOnDayBefore: 100, pointsInMonthBefore: 100 },
      { pointsOnDayBefore: 0, pointsInMonthBefore: 100, pointsPerMonthMax: 150, pointsLeft: 50 },
      { pointsInMonthBefore: 0, pointsLeft: 100 },
    ]);
  });

  it('of all rules together, in the order of the document, after the limits of each', () => {
    const programme = limited({ purchase: { pointsPerDayMax: 60 } }, { earning: { pointsPerDayMax: 65 } });
    const world = folded(
      programme,
      order(1, 100),
      reviews('ann', 'v', day(1, '11:00:00Z'), 'ring'),
      share('a', day(1, '12:00:00Z')),
    );
    expect(outcomesOf(world).map((each) => (each.result === 'skipped' ? each.reason : each.points))).toEqual([
      ...[60n, 5n, 'limit-reached'],
    ]);
    expect(outcomesOf(world)[2]?.inputs).toMatchObject({ walletPointsPerDayMax: 65, walletPointsOnDayBefore: 65 });
    // The refused share has used up nothing.
    expect(ofRule(folded(programme, order(1, 100), share('a', day(2))), 'social-share')).toEqual([2n]);
  });

  it('are points with the multiplier, while points for tiers are counted in full', () => {
    const programme = limited({ purchase: { pointsPerMonthMax: 450 } });
    const world = folded(programme, order(1, 400), order(2, 100));
    expect(ofRule(world, 'purchase')).toEqual([400n, 50n]);
    expect(world.members.get('ann')?.tier.credits.points).toBe(500n);
  });

  it('do not count again when an order comes back: what is left of each is at most what it had room for', () => {
    const programme = limited({ purchase: { pointsPerDayMax: 100 } });
    const [first, second] = [order(1, 80, '10:00:00Z'), order(1, 80, '11:00:00Z')];
    const back = (of: typeof first, minor: number) => sendsBack(of.data.orderId, `back ${minor}`, day(3), minor);
    expect(ofRule(folded(programme, first, second, back(first, 80_000)), 'purchase')).toEqual([80n, 20n, -80n]);
    expect(ofRule(folded(programme, first, second, back(second, 50_000)), 'purchase')).toEqual([80n, 20n]);
    expect(ofRule(folded(programme, first, second, back(second, 70_000)), 'purchase')).toEqual([80n, 20n, -10n]);
  });

  it('however a return is split, what it takes back is what the order was worth less what is left of it is worth', () => {
    const amount = fc.integer({ min: 0, max: 90_000 });
    const most = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(
        fc.tuple(amount, amount),
        fc.array(amount, { minLength: 1, maxLength: 5 }),
        most,
        ([a, b], parts, max) => {
          const programme = limited({ purchase: { pointsPerDayMax: max } });
          const before = buys('ann', 'before', day(1), a);
          const returned = parts.map((minor, n) => sendsBack('o', `r-${n}`, day(2 + n), minor));
          const left = Math.max(0, b - parts.reduce((sum, minor) => sum + minor, 0));
          const whole = folded(programme, before, buys('ann', 'o', day(1, '11:00:00Z'), b), ...returned);
          const rest = folded(programme, before, buys('ann', 'o', day(1, '11:00:00Z'), left));
          const { totals } = whole.members.get('ann')!;
          expect(totals.earned - totals.clawedBack).toBe(rest.members.get('ann')!.totals.earned);
        },
      ),
    );
  });
});

describe('limits and what is told late', () => {
  it('an earlier order takes its place, and the later one is cut to what that leaves', () => {
    const ledger = new InMemoryLedger(sinceAlways(limited({ purchase: { pointsPerDayMax: 100 } })));
    ledger.handle(order(1, 80, '11:00:00Z'));
    ledger.handle(order(1, 70, '10:00:00Z'));
    const posted = ledger.transfers.map(
      ({ thing, points, credit }) => `${thing} ${credit === 'available' ? '' : '-'}${points}`,
    );
    expect(posted).toEqual([...['order:o-1-11:00:00Z 80', 'order:o-1-10:00:00Z 70', 'order:o-1-11:00:00Z -50']]);
  });

  it('an amendment changes what is left for the order after it', () => {
    const ledger = new InMemoryLedger(sinceAlways(limited({ purchase: { pointsPerDayMax: 100 } })));
    const first = order(1, 90, '10:00:00Z');
    ledger.handle(first);
    ledger.handle(order(1, 80, '11:00:00Z'));
    expect(ledger.member('ann')?.balance.available).toBe(100n);
    ledger.handle(buys('ann', first.data.orderId, day(2), 5_000, { revision: 1 }, { id: 'amended' }));
    expect(ledger.member('ann')?.balance.available).toBe(85n);
  });

  it('what a merged record had used up stays there', () => {
    const ledger = new InMemoryLedger(sinceAlways(limited({ purchase: { pointsPerMonthMax: 100 } })));
    ledger.handle(order(1, 100), becomes('ann', 'bob', day(2)), buys('bob', 'b', day(3), 80_000));
    expect(ledger.member('bob')?.balance.available).toBe(180n);
    ledger.handle(buys('ann', 'c', day(4), 80_000));
    expect(ledger.member('bob')?.balance.available).toBe(200n);
  });
});

describe('limits of bringing friends', () => {
  const brings = (friend: string, n: number) => [
    refers('ann', friend, `f-${friend}`, day(n)),
    buys(friend, `o-${friend}`, day(n, '12:00:00Z'), 2_000),
  ];
  const ledgerWith = (limits: Readonly<Record<string, EarnLimits>>) => new InMemoryLedger(sinceAlways(limited(limits)));
  const availableOf = (ledger: InMemoryLedger, ...names: string[]) =>
    names.map((name) => ledger.member(name)?.balance.available);

  it('are those of either side: nothing more for the referrer, while the friend is paid', () => {
    const ledger = ledgerWith({ 'referral-referrer': { paidPerMonthMax: 1 } });
    ledger.handle(...brings('bob', 1), ...brings('cat', 2));
    expect(availableOf(ledger, 'ann', 'bob', 'cat')).toEqual([50n, 22n, 22n]);
  });

  it('take back from the referrer what was paid, and nothing of a friend for whom nothing was', () => {
    const ledger = ledgerWith({ 'referral-referrer': { pointsPerMonthMax: 80 } });
    ledger.handle(...brings('bob', 1), ...brings('cat', 2), ...brings('dan', 3));
    expect(availableOf(ledger, 'ann')).toEqual([80n]);
    ledger.handle(sendsBack('o-dan', 'r-dan', day(4), 2_000));
    expect(availableOf(ledger, 'ann')).toEqual([80n]);
    ledger.handle(sendsBack('o-cat', 'r-cat', day(5), 2_000));
    expect(availableOf(ledger, 'ann')).toEqual([50n]);
    ledger.handle(sendsBack('o-bob', 'r-bob', day(6), 2_000));
    expect(availableOf(ledger, 'ann')).toEqual([0n]);
  });

  it("of the friend's own points change nothing for the referrer: the purchase qualifies, and can be undone", () => {
    const ledger = new InMemoryLedger(sinceAlways({ ...jeweller, earning: { pointsPerDayMax: 50 } }));
    ledger.handle(refers('ann', 'bob', 'f', day(1)), buys('bob', 'o', day(1, '12:00:00Z'), 60_000));
    expect(availableOf(ledger, 'ann', 'bob')).toEqual([50n, 50n]);
    ledger.handle(sendsBack('o', 'r', day(4), 60_000));
    expect(availableOf(ledger, 'ann', 'bob')).toEqual([0n, 0n]);
  });
});

describe('what a member can earn in all', () => {
  it('is a quadrillion, whatever the programme says: what comes next is cut, or nothing', () => {
    const generous = limited({ purchase: { points: 1_000_000 } as EarnLimits });
    const world = folded(
      generous,
      buys('ann', 'o-1', day(1), 999_999_999_000),
      buys('ann', 'o-2', day(2), 5_000),
      buys('ann', 'o-3', day(3), 5_000),
      sendsBack('o-3', 'r-3', day(4), 5_000),
    );
    const purchases = ofRule(world, 'purchase');
    expect(purchases).toEqual([10n ** 15n - 10n ** 6n, 10n ** 6n, 'limit-reached']);
    expect(outcomesOf(world).at(-1)).toMatchObject({ inputs: { earnedBefore: 1e15, earnedMax: 1e15 } });
    expect(world.members.get('ann')?.totals).toMatchObject({ earned: 10n ** 15n });
  });

  it('is so of several awards for one fact together, and an achievement is reached without points', () => {
    const award = (points: bigint): Outcome => ({ result: 'awarded', rule: 'r', thing: 'order:o', points, inputs: {} });
    const state = { totals: { earned: 10n ** 15n - 5n } } as MemberState;
    const within = (kind: EarnRule['kind']) =>
      withinWallet({ kind }, state, { outcomes: [award(4n), award(3n), award(2n)] }).outcomes;
    expect(within('points-per-amount')).toMatchObject([
      { result: 'awarded', points: 4n },
      { result: 'awarded', points: 1n, inputs: { earnedBefore: 1e15 - 1 } },
      { result: 'skipped', reason: 'limit-reached' },
    ]);
    expect(within('points-per-achievement')).toMatchObject([
      { points: 4n },
      { points: 1n },
      { result: 'awarded', points: 0n },
    ]);
  });
});
