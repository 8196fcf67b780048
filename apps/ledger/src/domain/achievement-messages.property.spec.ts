import { arrivals, histories, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { countOf } from './achievement.js';
import { challenges } from './challenges.fixture.js';
import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';
import type { AchievementMemory } from './rules/points-per-achievement.rule.js';

const TRIED = tried(50);

/** The last message of each member and achievement: how often it is reached, and how many count. */
function lastTold({ messages }: LedgerTrial['ledger']): Map<string, string> {
  const told = messages.filter(({ type }) => type.startsWith('loyalty.achievement.'));
  return new Map(
    told.map(({ data }) => [
      `${String(data.customerId)} ${String(data.achievement)}`,
      `${data.timesReached} ${data.count}`,
    ]),
  );
}

/** What is remembered of them, of everybody who was not forgotten. */
function standing({ members }: LedgerTrial['ledger']): [string, string][] {
  return [...members.values()].flatMap(({ customerId, state: { memory } }) =>
    challenges.rules.flatMap((rule): [string, string][] => {
      const known = memory[rule.name] as AchievementMemory | undefined;
      if (rule.kind !== 'points-per-achievement' || !known) return [];
      return [[`${customerId} ${rule.name}`, `${known.reached} ${countOf(rule, known)}`]];
    }),
  );
}

it('the last message about an achievement says how it stands, in whatever order all arrived', () => {
  const drawn = histories('challenges').chain((history) =>
    arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
  );
  let many = 0;
  fc.assert(
    fc.property(drawn, ({ history: { events, decisions }, chunks }) => {
      const last = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
      const trial = new LedgerTrial('challenges', decisions, last, events);
      for (const chunk of chunks) trial.arrive(chunk);
      const told = lastTold(trial.ledger);
      for (const [which, stands] of standing(trial.ledger)) {
        many += stands === '0 0' ? 0 : 1;
        expect([which, told.get(which) ?? '0 0']).toEqual([which, stands]);
      }
    }),
    TRIED,
  );
  expect(many).toBeGreaterThan(TRIED.numRuns / 2);
});
