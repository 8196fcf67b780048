import type { Envelope } from '@perennial/contracts';
import { becomes, buys, cancels, type Decision, expectedOf, type History, sendsBack } from '@perennial/oracle';

import { inWords } from '../compared-with-oracle.fixture.js';
import { LedgerTrial, type Arrival } from '../ledger-trial.fixture.js';

const at = (day: number, hour = 10) => Date.parse('2027-01-01T00:00:00Z') + ((day - 1) * 24 + hour) * 3_600_000;
const END = at(31);

const earned = buys('ann', 'earned', at(2), 10_000);
const paid = buys('bob', 'paid', at(6), 9_000);
const together: Decision = { kind: 'household', id: 'home', at: at(3), members: ['ann', 'bob'] };
const held = {
  ...{ kind: 'reservation', id: 'held', at: at(5), customerId: 'ann', points: 9, until: at(7), orderId: 'paid' },
  commit: { id: 'held-end', at: at(5, 11) },
} satisfies Decision;
const third = sendsBack('paid', 'r', at(8), 3_000);
const rest = sendsBack('paid', 's', at(9), 6_000);

/** Everybody as the ledger has it at the end, and as the oracle has. */
function end(facts: readonly Arrival[]): Record<string, object> {
  const decisions = facts.filter((fact) => 'kind' in fact);
  const events = facts.filter((fact): fact is Envelope => 'source' in fact);
  const trial = new LedgerTrial('jeweller', decisions, END);
  for (const fact of facts) trial.arrive([fact]);
  const history: History = { events: trial.accepted(events), decisions };
  const told = expectedOf('jeweller', history, END).members;
  return Object.fromEntries(
    ['ann', 'bob', 'cat'].flatMap((customerId) => {
      const view = trial.folded(customerId, END);
      const expected = told.get(customerId);
      if (!view || !expected) return [];
      const words = inWords(view);
      if (expected.mergedInto === undefined) expect(words).toMatchObject({ ...expected, tier: {} });
      const stored = trial.stored(customerId, END);
      if (stored) expect(inWords(stored)).toEqual(words);
      return [[customerId, words]];
    }),
  );
}

function orders<Fact>(facts: readonly Fact[]): Fact[][] {
  if (facts.length < 2) return [[...facts]];
  return facts.flatMap((first) => orders(facts.filter((other) => other !== first)).map((more) => [first, ...more]));
}

describe('points whose order is named only when they are committed', () => {
  it('come back as it is returned, in whatever order it is told, as if it had been named before', () => {
    const { orderId, ...unnamed } = held;
    const later: Decision = { ...unnamed, commit: { ...held.commit, orderId } };
    const own = buys('ann', 'paid', at(6), 9_000);
    for (const facts of orders<Arrival>([later, own, third, rest]))
      expect(end([earned, ...facts])['ann']).toMatchObject({ available: 10, redeemed: 9, reinstated: 9 });
  });
});

describe('points that paid for an order of somebody else', () => {
  it('come back to whose they were when the two live together, in whatever order it is told', () => {
    for (const facts of orders<Arrival>([together, held, paid, third]))
      expect(end([earned, ...facts])['ann']).toMatchObject({ available: 4, redeemed: 9, reinstated: 3 });
    expect(end([earned, together, held, paid, third, rest])).toMatchObject({
      ann: { available: 10, redeemed: 9, reinstated: 9 },
      bob: { available: 0, earned: 9, clawedBack: 9, reinstated: 0 },
    });
  });

  it('come back whole when it is cancelled', () => {
    for (const facts of orders<Arrival>([together, held, paid, cancels('paid', at(8))]))
      expect(end([earned, ...facts])['ann']).toMatchObject({ available: 10, redeemed: 9, reinstated: 9 });
  });

  it('come back behind what is told later of the one who paid, and happened before', () => {
    const own = buys('ann', 'own', at(1), 10_000);
    const facts = [sendsBack('own', 'r-own', at(8), 10_000), together, held, paid, cancels('paid', at(10)), own];
    expect(end([earned, ...facts])['ann']).toMatchObject({ available: 10, earned: 20, clawedBack: 10, reinstated: 9 });
  });

  it('come back to whoever the one who paid was merged into', () => {
    const merged = becomes('ann', 'cat', at(7));
    expect(end([earned, together, held, paid, merged, third, rest])['cat']).toMatchObject({ reinstated: 9 });
  });

  it('are a present where the two do not live together, or only since', () => {
    const since: Decision = { ...together, at: at(5, 12) };
    for (const facts of [[held], [held, since]])
      expect(end([earned, ...facts, paid, third, rest])['ann']).toMatchObject({ available: 1, reinstated: 0 });
  });

  it('stay a present when the order is cancelled and returned, though the two turn out to be one person between', () => {
    const facts = [
      held,
      paid,
      cancels('paid', at(8)),
      becomes('ann', 'bob', at(9)),
      sendsBack('paid', 'r', at(10), 3_000),
    ];
    expect(end([earned, ...facts])['bob']).toMatchObject({ available: 1, reinstated: 0 });
  });
});

describe('points that were a present to somebody', () => {
  it('stay one when both have become one, and more is paid for the order that had been cancelled', () => {
    const present = {
      ...{ kind: 'reservation', id: 'present', at: at(5), customerId: 'bob', points: 3, until: at(7), orderId: 'gift' },
      commit: { id: 'present-end', at: at(5, 11) },
    } satisfies Decision;
    const own = {
      ...{ kind: 'reservation', id: 'own', at: at(5), customerId: 'ann', points: 2, until: at(20), orderId: 'gift' },
      commit: { id: 'own-end', at: at(12) },
    } satisfies Decision;
    const { bob } = end([
      ...[earned, buys('bob', 'of-bob', at(2), 10_000), present, own, buys('ann', 'gift', at(6), 9_000)],
      ...[cancels('gift', at(8)), becomes('ann', 'bob', at(10))],
    ]);
    expect(bob).toMatchObject({ redeemed: 5, reinstated: 2 });
  });
});
