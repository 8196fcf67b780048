import type { Envelope } from '@perennial/contracts';
import { buys, sendsBack } from '@perennial/oracle';

import { LEDGER_SOURCE, type Decision } from '../decision.js';
import { factOf, type Fact } from '../fact.js';
import { fold } from '../fold/fold.js';
import { programmes } from '../ledger-trial.fixture.js';
import { placeOf } from '../place.js';
import { explain } from './explain.js';

const at = (day: number) => Date.parse('2027-01-01T10:00:00Z') + (day - 1) * 86_400_000;

function of(account: string, event: Envelope): Fact {
  const fact = factOf(account, event);
  if (!fact) throw new Error(`${event.type} is no fact`);
  return fact;
}

function decided(account: string, day: number, decision: Decision): Fact {
  return { kind: 'decision', account, at: at(day), source: LEDGER_SOURCE, id: `d-${day}`, decision };
}

/** 10 points of January, and 5 of February. */
const first = of('ann', buys('ann', 'first', at(1), 10_000));
const second = of('ann', buys('ann', 'second', at(40), 5_000));

function explained(facts: readonly Fact[], fact: Fact, account = fact.account) {
  const transfers =
    account === fact.account
      ? []
      : [{ rule: 'transfer', thing: 't', kind: 'transfer', points: 1n, bookingId: '', bookedAt: 0 }];
  const history = programmes.jeweller;
  const about = {
    programmes: history,
    world: fold(history, facts, at(300)),
    account,
    facts,
    referrals: [],
    transfers,
  };
  const explanation = explain({ ...about, event: placeOf(fact), isOwn: account === fact.account });
  if (!explanation) throw new Error('it has nothing to do with the member');
  return explanation;
}

/** In short: whose lot, of what, and what was drawn from it or put into it. */
function drawnBy(facts: readonly Fact[], fact: Fact, account?: string): string[] {
  return explained(facts, fact, account).drawn.map(
    ({ own, thing, taken, putIn }) => `${own ? 'own' : 'other'} ${thing} -${taken} +${putIn}`,
  );
}

const pool = ['ann'];
const redeem = (points: bigint, among = pool) =>
  decided('ann', 50, { kind: 'redemption', redemptionId: 'r', rewardId: 'bracelet', points, pool: among });
const reserve = decided('ann', 50, { kind: 'reservation', reservationId: 'h', points: 12n, until: at(60), pool });

describe('an explanation tells the lots that were drawn from', () => {
  it('by a redemption, in the order they were, and what is left in them', () => {
    const facts = [first, second, redeem(12n)];
    expect(drawnBy(facts, facts[2]!)).toEqual(['own order:first -10 +0', 'own order:second -2 +0']);
    expect(explained(facts, facts[2]!).lots.map(({ thing, points }) => [thing, points])).toEqual([
      ['order:first', 0n],
      ['order:second', 3n],
    ]);
  });

  it('by a redemption of more than there is: what no lot covers is not among them', () => {
    const facts = [first, redeem(12n)];
    expect(drawnBy(facts, facts[1]!)).toEqual(['own order:first -10 +0']);
  });

  it('by a redemption that others of the household helped with, to who redeemed and not to them', () => {
    const others = of('bob', buys('bob', 'theirs', at(2), 7_000));
    const home = decided('ann', 45, { kind: 'household', householdId: 'home', pool: ['ann', 'bob'] });
    const facts = [first, second, others, home, redeem(16n, ['ann', 'bob'])];
    expect(drawnBy(facts, facts[4]!)).toEqual([
      'own order:first -10 +0',
      'own order:second -5 +0',
      'other order:theirs -1 +0',
    ]);
    expect(drawnBy(facts, facts[4]!, 'bob')).toEqual(['own order:theirs -1 +0']);
  });

  it('by the reversal of a redemption: the last drawn first', () => {
    const reversal = decided('ann', 55, { kind: 'redemption-reversal', redemptionId: 'r', pool });
    const facts = [first, second, redeem(12n), reversal];
    expect(drawnBy(facts, reversal)).toEqual(['own order:second -0 +2', 'own order:first -0 +10']);
  });

  it('by a reservation, by its release, and not again when it lapses by itself', () => {
    const release = decided('ann', 55, { kind: 'reservation-release', reservationId: 'h', pool });
    const drawn = ['own order:first -10 +0', 'own order:second -2 +0'];
    expect(drawnBy([first, second, reserve], reserve)).toEqual(drawn);
    const facts = [first, second, reserve, release];
    expect(drawnBy(facts, reserve)).toEqual(drawn);
    expect(drawnBy(facts, release)).toEqual(['own order:second -0 +2', 'own order:first -0 +10']);
  });

  it('by a transfer, to who gave and to who received', () => {
    const facts = [first, second, decided('ann', 50, { kind: 'transfer', transferId: 't', to: 'bob', points: 12n })];
    expect(drawnBy(facts, facts[2]!)).toEqual(['own order:first -10 +0', 'own order:second -2 +0']);
    expect(drawnBy(facts, facts[2]!, 'bob')).toEqual(['own transfer:t:0 -0 +10', 'own transfer:t:1 -0 +2']);
    expect(explained(facts, facts[2]!, 'bob').lots.map(({ points }) => points)).toEqual([10n, 2n]);
  });

  it('by an adjustment downwards', () => {
    const facts = [first, decided('ann', 50, { kind: 'adjustment', adjustmentId: 'a', points: -4n, reason: '' })];
    expect(drawnBy(facts, facts[1]!)).toEqual(['own order:first -4 +0']);
  });

  it('by a clawback beyond its own lot, whose own points were spent', () => {
    const back = of('ann', sendsBack('first', 'r', at(52), 10_000));
    const facts = [first, second, redeem(8n), back];
    expect(drawnBy(facts, back)).toEqual(['own order:first -2 +0', 'own order:second -5 +0']);
  });

  it('by nothing where an award brings points', () => {
    expect(explained([first], first)).toMatchObject({ drawn: [], lots: [{ thing: 'order:first', points: 10n }] });
  });
});

describe('a merge that changes nothing says why', () => {
  const merged = (from: string, into: string, day: number) => decided(from, day, { kind: 'merge', into, pool: [into] });

  it.each<[string, Fact[], string | undefined]>([
    ['the first one', [merged('ann', 'bob', 2)], undefined],
    ['back again', [merged('ann', 'bob', 2), merged('bob', 'ann', 3)], 'merge-cycle'],
    [
      'into who has come to the same',
      [merged('ann', 'bob', 2), merged('bob', 'cat', 3), merged('cat', 'ann', 4)],
      'merge-cycle',
    ],
    [
      'before one that counts',
      [merged('bob', 'cat', 1), merged('ann', 'bob', 5), merged('cat', 'bob', 3)],
      'merge-cycle',
    ],
    ['into another', [merged('ann', 'bob', 2), merged('ann', 'cat', 3)], undefined],
    ['a second time', [merged('ann', 'bob', 2), merged('ann', 'bob', 3)], 'merge-cycle'],
  ])('%s', (_title, facts, reason) => {
    const explanation = explained(facts, facts.at(-1)!);
    expect([explanation.outcome, explanation.reason]).toEqual([reason ? 'no-effect' : 'applied', reason]);
  });
});

it('tells a record what a fact of it did after two merges for whoever it had become', () => {
  const merged = (from: string, into: string, day: number) => decided(from, day, { kind: 'merge', into, pool: [into] });
  const order = of('ann', buys('ann', 'o', at(4), 10_000));
  const explanation = explained([merged('ann', 'bob', 2), merged('bob', 'cat', 3), order], order);
  expect(explanation.outcome).toBe('applied');
  expect(explanation.rules).toContainEqual(expect.objectContaining({ rule: 'purchase', points: 10n }));
});
