import { achievementReached, type Envelope } from '@perennial/contracts';
import { becomes, buys, cancels, isErasedAt, refers, reviews, sendsBack, takesBackReview } from '@perennial/oracle';
import { sinceAlways, type PointsPerAchievement } from '@perennial/programme';

import { challenges } from '../challenges.fixture.js';
import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { LedgerTrial } from '../ledger-trial.fixture.js';

const rule: PointsPerAchievement = {
  name: 'three-purchases',
  kind: 'points-per-achievement',
  text: 'Three purchases in 40 days',
  of: 'purchases',
  times: 3,
  withinDays: 40,
  repeats: true,
  points: 30,
};

const NOW = Date.parse('2028-01-01T00:00:00Z');
const at = (day: number) => Date.parse('2027-01-01T10:00:00Z') + (day - 1) * 86_400_000;
/** Too small for any points but those of the achievement. */
const bought = (orderId: string, day: number, more = {}) => buys('ann', orderId, at(day), 100, more);
const cameBack = (orderId: string, day: number, minor = 100, id = `${orderId}-back`) =>
  sendsBack(orderId, id, at(day), minor);
const three = [bought('a', 1), bought('b', 2), bought('c', 3)];
const four = [...three, bought('d', 4)];

/** A ledger of a programme with this achievement alone, after these events, one chunk each. */
function after(events: readonly Envelope[], changes: Partial<PointsPerAchievement> = {}): InMemoryLedger {
  const others = challenges.rules.filter(({ kind }) => kind !== 'points-per-achievement');
  const ledger = new InMemoryLedger(sinceAlways({ ...challenges, rules: [...others, { ...rule, ...changes }] }), NOW);
  for (const event of events) ledger.handle(event);
  return ledger;
}

const available = (ledger: InMemoryLedger, who = 'ann') => ledger.member(who)?.balance.available;
/** Transfers for the achievement: what for, and how many points into the wallet. */
const paid = ({ transfers }: InMemoryLedger) =>
  transfers
    .filter(({ rule: name }) => name === rule.name)
    .map(({ thing, kind, points }) => `${thing} ${kind} ${points}`);
/** Messages about achievements: what, with how many of how many, and how often. */
const told = ({ messages }: InMemoryLedger) =>
  messages
    .filter(({ type }) => type.startsWith('loyalty.achievement.'))
    .map(
      ({ type, data }) =>
        `${type.split('.')[2]} ${String(data.count)}/${String(data.times)} ${String(data.timesReached)}`,
    );

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('an achievement of three purchases', () => {
  it('is paid for the third, and each step is told of', () => {
    const ledger = after(three);
    expect(paid(ledger)).toEqual(['order:c accrual 30']);
    expect(told(ledger)).toEqual(['progressed 1/3 0', 'progressed 2/3 0', 'reached 0/3 1']);
  });

  it('is lost with a purchase that comes back in full, in one or in two, and not before', () => {
    expect(available(after([...three, cameBack('a', 10, 99)]))).toBe(30n);
    for (const returns of [[cameBack('a', 10)], [cameBack('a', 10, 60, 'r-1'), cameBack('a', 11, 40, 'r-2')]]) {
      const ledger = after([...three, ...returns]);
      expect(available(ledger)).toBe(0n);
      expect(paid(ledger)).toEqual(['order:c accrual 30', 'order:c clawback 30']);
      expect(told(ledger).at(-1)).toBe('lost 2/3 0');
    }
  });

  it('is not reached with a purchase that had come back before, and is with the next', () => {
    const facts = [bought('a', 1), cameBack('a', 1), bought('b', 2), bought('c', 3), bought('d', 4)];
    expect(paid(after(facts.slice(0, 4)))).toEqual([]);
    expect(paid(after(facts))).toEqual(['order:d accrual 30']);
  });

  it('is kept where another purchase stands in for the one that came back', () => {
    const ledger = after([...four, cameBack('a', 10)]);
    expect(paid(ledger)).toEqual(['order:c accrual 30']);
    expect(told(ledger).at(-1)).toBe('progressed 0/3 1');
  });

  it('is not kept where what stands in is outside of the window', () => {
    expect(available(after([...three, bought('d', 42), cameBack('a', 50)]))).toBe(0n);
    expect(available(after([...three, bought('d', 41), cameBack('a', 50)]))).toBe(30n);
  });

  it('that was lost is paid again for the purchase that makes it three', () => {
    const ledger = after([...three, cameBack('b', 10), bought('d', 20)]);
    expect(paid(ledger)).toEqual(['order:c accrual 30', 'order:c clawback 30', 'order:d accrual 30']);
    expect(told(ledger).slice(-2)).toEqual(['lost 2/3 0', 'reached 0/3 1']);
  });

  it('never pays twice for three, whatever comes back and is bought again', () => {
    const more = [bought('e', 5), bought('f', 6), cameBack('a', 7), cameBack('b', 8), bought('g', 9)];
    const ledger = after([...four, ...more]);
    expect(available(ledger)).toBe(30n);
    expect(available(after([...four, ...more, bought('h', 10)]))).toBe(60n);
  });

  it('comes to the same in all 720 orders of three purchases, a fourth, a full return in two parts', () => {
    const facts = [...four, cameBack('b', 5, 60, 'r-1'), cameBack('b', 6, 40, 'r-2')];
    for (const order of permutations(facts)) {
      const ledger = after(order);
      expect(available(ledger)).toBe(30n);
      const memory = ledger.member('ann')?.state.memory[rule.name];
      expect(memory).toMatchObject({ reached: 1, open: [], reachedAt: at(3) });
      expect(told(ledger).at(-1)).toMatch(/ 0\/3 1$/);
    }
  });

  it('is decided again when a purchase is told of late, and the difference is told', () => {
    const ledger = after([three[0]!, three[2]!, bought('d', 60), three[1]!]);
    expect(paid(ledger)).toEqual(['order:c accrual 30']);
    expect(told(ledger)).toEqual(['progressed 1/3 0', 'progressed 2/3 0', 'progressed 1/3 0', 'reached 1/3 1']);
  });

  it('goes with a cancelled order, and with one that an amendment brings below its amount', () => {
    const large = { purchaseFromMinor: { USD: 100 } };
    const amended = bought('b', 2, { revision: 1, totalMinor: 99 });
    expect(paid(after([...three, cancels('a', at(9))]))).toEqual(['order:c accrual 30', 'order:c clawback 30']);
    expect(available(after([...three, cancels('c', at(9))]))).toBe(0n);
    expect(available(after([...three, amended], large))).toBe(0n);
    expect(available(after([...three, amended]))).toBe(30n);
  });

  it('counts a purchase until less than its amount is left', () => {
    const large = { purchaseFromMinor: { USD: 50 } };
    expect(available(after([...three, cameBack('a', 9, 50)], large))).toBe(30n);
    expect(available(after([...three, cameBack('a', 9, 51)], large))).toBe(0n);
  });

  it('asks for its condition each time, and counts nothing for which it does not hold', () => {
    const inStore = { when: 'data.channel == "store"' };
    const store = { channel: 'store' };
    const facts = [bought('a', 1, store), bought('b', 2), bought('c', 3, store), bought('d', 4, store)];
    expect(paid(after(facts, inStore))).toEqual(['order:d accrual 30']);
  });

  it('is taken back from who the buyer has become, and stays counted for the record that bought', () => {
    const ledger = after([...three, becomes('ann', 'bob', at(5)), cameBack('a', 10)]);
    expect(available(ledger, 'bob')).toBe(0n);
    expect(ledger.member('ann')?.state.memory[rule.name]).toMatchObject({ reached: 0 });
    const apart = after([bought('a', 1), bought('b', 2), becomes('ann', 'bob', at(3)), bought('c', 4)]);
    expect(available(apart, 'bob')).toBe(0n);
  });

  it('brings a badge without points: told of, and not booked', () => {
    const ledger = after([...three, cameBack('a', 9)], { points: 0, badge: 'faithful' });
    expect(paid(ledger)).toEqual([]);
    expect(told(ledger).slice(-2)).toEqual(['reached 0/3 1', 'lost 2/3 0']);
    const reached = ledger.messages.find(({ type }) => type === achievementReached.type);
    expect(reached?.data).toMatchObject({ badge: 'faithful', reachedAt: new Date(at(3)).toISOString() });
  });

  it('is reached when a limit leaves no points for it, and takes back none when it is lost', () => {
    const limited = { pointsPerMonthMax: 10 };
    const again = [bought('d', 4), bought('e', 5), bought('f', 6)];
    const ledger = after([...three, ...again], limited);
    expect(paid(ledger)).toEqual(['order:c accrual 10']);
    expect(told(ledger).at(-1)).toBe('reached 0/3 2');
    ledger.handle(cameBack('f', 10));
    expect([available(ledger), told(ledger).at(-1)]).toEqual([10n, 'lost 2/3 1']);
    ledger.handle(cameBack('a', 11));
    ledger.handle(cameBack('b', 11));
    ledger.handle(cameBack('d', 11));
    expect([available(ledger), told(ledger).at(-1)]).toEqual([0n, 'lost 2/3 0']);
  });

  it('leaves nothing behind of who is forgotten, and nobody is told', () => {
    const ledger = after([...three, isErasedAt('ann', at(9))]);
    const [member] = [...ledger.members.values()];
    expect([member?.state.erased, member?.state.memory]).toEqual([true, {}]);
    expect(told(ledger).at(-1)).toBe('reached 0/3 1');
  });
});

describe('other achievements', () => {
  it('of reviews is lost with a review that is taken back; its sku stays used up', () => {
    const written = ['ring', 'chain', 'watch'].map((sku, index) => reviews('ann', `v-${sku}`, at(index + 1), sku));
    const facts = [...written, takesBackReview('ann', 'v-ring', at(9)), reviews('ann', 'again', at(10), 'ring')];
    const ofReviews = { of: 'reviews' } as const;
    expect(paid(after(written, ofReviews))).toEqual(['review:v-watch accrual 30']);
    expect(paid(after(facts, ofReviews))).toEqual(['review:v-watch accrual 30', 'review:v-watch clawback 30']);
    const another = reviews('ann', 'v-pin', at(11), 'pin');
    expect(paid(after([...facts, another], ofReviews)).at(-1)).toBe('review:v-pin accrual 30');
  });

  it('of friends is lost with a friend whose purchase comes back', () => {
    const friend = [refers('ann', 'bob', 'f-1', at(1)), buys('bob', 'theirs', at(2), 2000)];
    const ofFriends = { of: 'friends', times: 1 } as const;
    expect(paid(after(friend, ofFriends))).toEqual(['referral:f-1 accrual 30']);
    const ledger = after([...friend, sendsBack('theirs', 'r', at(3), 2000)], ofFriends);
    expect(paid(ledger)).toEqual(['referral:f-1 accrual 30', 'referral:f-1 clawback 30']);
    // So is what the friend had brought by itself.
    const { earned, clawedBack } = ledger.member('ann')!.state.totals;
    expect([available(ledger), earned, clawedBack]).toEqual([0n, 80n, 80n]);
  });
});

it('copies of events count nothing twice, in whatever chunks they come', () => {
  const orders = ['a', 'b', 'c'].map((id, index) => buys('ann', id, at(index + 1), 2000));
  for (const chunks of [[[...orders, ...orders]], [...orders, ...orders].map((each) => [each]), [orders, orders]]) {
    const trial = new LedgerTrial('challenges', [], NOW);
    for (const chunk of chunks) trial.arrive(chunk);
    const { achievements } = trial.stored('ann', at(4)) ?? {};
    expect(achievements?.[0]).toMatchObject({ count: 0, timesReached: 1, reachedAt: at(3) });
  }
});
