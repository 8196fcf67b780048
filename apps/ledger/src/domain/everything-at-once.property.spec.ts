import { arrivals, histories, tried } from '@perennial/oracle';
import { parseProgramme, sinceAlways, type EarnRule, type Programme } from '@perennial/programme';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { documentOf, LedgerTrial, type Arrival } from './ledger-trial.fixture.js';
import { balanceOf } from './member-state.js';

const TRIED = tried(30);

const ACHIEVEMENT: EarnRule = {
  ...{ name: 'two-purchases', kind: 'points-per-achievement', text: 'Two purchases', of: 'purchases', times: 2 },
  ...{ repeats: true, points: 11, pointsPerMonthMax: 15 },
};

/** What each kind of rule gets besides what the document has, by the name of the rule. */
const MORE: Readonly<Record<string, object>> = {
  purchase: { pointsPerDayMax: 60, pointsPerMonthMax: 150 },
  review: { expiry: { kind: 'after-days', days: 40 } },
  'three-purchases': { pointsPerMonthMax: 40, paidPerMonthMax: 2 },
  'two-months': { pointsPerDayMax: 3, pendingDays: 9 },
  'two-reviews': { daysBetweenMin: 3 },
  'two-days': { paidPerDayMax: 1, pointsPerMonthMax: 9, expiry: { kind: 'after-days', days: 20 } },
  'partner-purchase': { pointsPerDayMax: 400, pointsPerMonthMax: 700 },
};

function withEverything(programme: Programme): Programme {
  const rules = programme.rules.map((rule): EarnRule => {
    if (rule.kind !== 'points-per-referral') return { ...rule, ...MORE[rule.name] };
    const { referrer, referee } = rule;
    return { ...rule, referrer: { ...referrer, pointsPerMonthMax: 70 }, referee: { ...referee, pointsPerDayMax: 12 } };
  });
  return {
    ...programme,
    rules: [...rules, ACHIEVEMENT],
    earning: { pointsPerDayMax: 70, pointsPerMonthMax: 200 },
  };
}

// No oracle knows all of it together: what holds is that the order of arrival makes no difference.
describe.each(['challenges', 'travel-club-on-delivery'] as const)(
  'limits, achievements, expiry of a rule and deliveries in one programme, %s',
  (id) => {
    const programmes = sinceAlways(withEverything(parseProgramme(documentOf(id), id)));
    const trials = histories(id).chain((history) =>
      arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
    );

    it('what is stored, in whatever order all arrived, is what the facts come to, and what was posted', () => {
      let reached = 0;
      fc.assert(
        fc.property(trials, ({ history: { decisions, events }, chunks }) => {
          const newest = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
          const later = newest + 40 * DAY_MS;
          const trial = new LedgerTrial(programmes, decisions, newest, events);
          for (const chunk of chunks) trial.arrive(chunk);
          for (const customerId of trial.ledger.accounts.keys()) {
            if (trial.ledger.member(customerId)?.state.erased) continue;
            for (const at of [newest, later]) {
              const stored = trial.stored(customerId, at);
              if (!stored) continue;
              reached += stored.achievements.filter(({ timesReached }) => timesReached > 0).length;
              expect({ customerId, at, ...stored }).toEqual({ customerId, at, ...trial.folded(customerId, at) });
            }
          }
          trial.ledger.tick(later);
          for (const { state, balance } of trial.ledger.members.values())
            if (!state.erased) expect(balance).toEqual(balanceOf(state));
        }),
        TRIED,
      );
      expect(reached).toBeGreaterThan(0);
    }, 600_000);
  },
);
