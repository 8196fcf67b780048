import { isEvent, partnerAccrued, purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import { arrivals, histories, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { LedgerTrial, type Arrival } from '../ledger-trial.fixture.js';
import { computedAgain, saysItsAmount } from './computed-again.fixture.js';
import { explained, type ExplainedInMemory } from './explained.fixture.js';
import type { CausedTransfer, Correction, RuleExplained } from './explanation.js';

const TRIED = tried(40);

/** Every line that has a number, of now, of then, and of what was taken back since. */
function linesOf({ rules, atFirst = [], corrections }: ExplainedInMemory): RuleExplained[] {
  return [...rules, ...atFirst, ...takenIn(corrections)].filter(({ inputs }) => !('cancelled' in inputs));
}

function takenIn(corrections: readonly Correction[]): RuleExplained[] {
  return corrections.flatMap(({ rule, thing, takenBack }): RuleExplained[] =>
    takenBack ? [{ rule, thing, result: 'taken-back', ...takenBack }] : [],
  );
}

const isAbout =
  ({ rule, thing }: Pick<RuleExplained, 'rule' | 'thing'>) =>
  (each: Pick<RuleExplained, 'rule' | 'thing'>) =>
    each.rule === rule && each.thing === thing;

/** What had expired by then is gone already, and not taken again. */
function takenOf({ points, inputs }: Pick<RuleExplained, 'points' | 'inputs'>): number {
  return Number(points) - Number(inputs['alreadyExpired'] ?? 0);
}

function computed(lines: readonly RuleExplained[]): number {
  return lines.reduce((sum, line) => sum + (line.result === 'taken-back' ? -takenOf(line) : computedAgain(line)), 0);
}

/** What nothing else is paid for. */
function isOf(event: Envelope, { thing }: RuleExplained): boolean {
  if (isEvent(reviewPublished, event)) return thing === `review:${event.data.reviewId}`;
  if (isEvent(partnerAccrued, event)) return thing.startsWith('accrual:');
  return isEvent(purchaseCompleted, event) && thing === `order:${event.data.orderId}`;
}

function booked(all: readonly (CausedTransfer | Correction)[]): number {
  return all.reduce((sum, each) => sum + Number('booked' in each ? each.booked : each.points), 0);
}

describe.each(programmeIds)('what is explained of random histories of the %s', (id) => {
  const trials = histories(id).chain((history) =>
    arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
  );

  it('comes to what was booked: when it was booked, and with all that changed it since', async () => {
    const seen = { awards: 0, corrected: 0, atFirst: 0 };
    await fc.assert(
      fc.asyncProperty(trials, async ({ history: { events, decisions }, chunks }) => {
        const now = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
        const trial = new LedgerTrial(id, decisions, now, events);
        for (const chunk of chunks) trial.arrive(chunk);
        for (const event of trial.accepted(events)) {
          const customerId = event.subject ?? '';
          const state = trial.ledger.member(customerId)?.state;
          if (!state || state.erased || state.mergedInto) continue;
          const explanation = await explained(trial, customerId, event);
          if (!explanation) continue;
          for (const line of linesOf(explanation)) {
            expect({ ...line, points: Number(line.points ?? 0) }).toEqual({ ...line, points: computedAgain(line) });
            expect({ line, says: saysItsAmount(line.inputs) }).toEqual({ line, says: true });
          }
          const { rules, atFirst, corrections, own, bookedAt } = explanation;
          for (const line of rules) {
            // A referral's own event pays nothing: the purchase does, and explains it.
            if (line.result === 'taken-back' || 'verdict' in line.inputs) continue;
            if (line.result === 'skipped' && !isOf(event, line)) continue;
            const here = isAbout(line);
            const since = corrections.filter(here);
            const about = { event, line, since, atFirst, own };
            const sum = (of: typeof since) => booked(own.filter(here)) + booked(of);
            const taken = (of: typeof since) => computed(takenIn(of));
            expect({ ...about, sum: sum(since) }).toEqual({
              ...about,
              sum: computed(rules.filter(here)) + taken(since),
            });
            const soon = since.filter((each) => each.bookedAt !== undefined && each.bookedAt <= bookedAt);
            const first = atFirst ? computed(atFirst.filter(here)) : computed(rules.filter(here)) + taken(soon);
            expect({ ...about, first: sum(soon) }).toEqual({ ...about, first });
            seen.awards += Number(line.result === 'awarded');
            seen.corrected += Number(since.length > 0);
            seen.atFirst += Number(atFirst !== undefined);
          }
        }
      }),
      TRIED,
    );
    expect(Math.min(seen.awards, seen.corrected, seen.atFirst)).toBeGreaterThan(0);
  });
});
