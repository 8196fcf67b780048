import { isEvent, partnerAccrued, purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import { arrivals, histories, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { isDecision } from '../decision.js';
import { LedgerTrial, type Arrival } from '../ledger-trial.fixture.js';
import { computedAgain, saysItsAmount } from './computed-again.fixture.js';
import { explained, type ExplainedInMemory } from './explained.fixture.js';
import type { CameTo, CausedTransfer, Changed, Correction, RuleExplained } from './explanation.js';

const TRIED = tried(40);

/** Every line that has a number, of now, of then, and of what was taken back since. */
function linesOf({ rules, atFirst = [], corrections, changed }: ExplainedInMemory): RuleExplained[] {
  const changes = changed.flatMap(({ before, after }) => [...(before?.lines ?? []), ...(after?.lines ?? [])]);
  return [...rules, ...atFirst, ...takenIn(corrections), ...changes].filter(
    ({ result, inputs }) => result === 'given-back' || !('cancelled' in inputs),
  );
}

/** Below 0: out of the wallet. */
function signed(line: RuleExplained): number {
  if (line.result === 'taken-back') return -takenOf(line);
  if (line.result === 'reserved') return 0;
  return line.result === 'redeemed' || line.result === 'moved-out' ? -computedAgain(line) : computedAgain(line);
}

/** Points of what rules or decisions say the number of; of others the lots tell. */
function saysAll({ rule }: Changed, { points, lines }: CameTo): boolean {
  return (
    rule === 'transfer' || rule === 'expiry' || lines.reduce((sum, line) => sum + signed(line), 0) === Number(points)
  );
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

const OF_AWARDS: ReadonlySet<string> = new Set(['accrual', 'clawback', 'correction']);
const OF_RULES: ReadonlySet<string> = new Set(['awarded', 'taken-back', 'skipped']);

/** What had expired by then is gone already, and not taken again. */
function takenOf({ points, inputs }: Pick<RuleExplained, 'points' | 'inputs'>): number {
  return Number(points) - Number(inputs['alreadyExpired'] ?? 0);
}

function computed(lines: readonly RuleExplained[]): number {
  return lines.reduce((sum, line) => sum + (line.result === 'taken-back' ? -takenOf(line) : computedAgain(line)), 0);
}

/** What was decided at the ledger, as events of who decided. */
function decided({ ledger }: LedgerTrial): Envelope[] {
  const customers = new Map([...ledger.accounts].map(([customerId, account]) => [account, customerId]));
  return ledger.facts.flatMap(({ account, event }) =>
    isDecision(event) ? [{ ...event, subject: customers.get(account) ?? '' }] : [],
  );
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
    const seen = { awards: 0, corrected: 0, atFirst: 0, changed: 0, decided: 0 };
    await fc.assert(
      fc.asyncProperty(trials, async ({ history: { events, decisions }, chunks }) => {
        const now = Math.max(0, ...[...events, ...decisions].map(({ at }) => at));
        const trial = new LedgerTrial(id, decisions, now, events);
        for (const chunk of chunks) trial.arrive(chunk);
        for (const event of [...trial.accepted(events), ...decided(trial)]) {
          const customerId = event.subject ?? '';
          const state = trial.ledger.member(customerId)?.state;
          if (!state || state.erased || state.mergedInto) continue;
          const explanation = await explained(trial, customerId, event);
          if (!explanation) continue;
          for (const line of linesOf(explanation)) {
            expect({ ...line, points: Number(line.points ?? 0) }).toEqual({ ...line, points: computedAgain(line) });
            expect({ line, says: saysItsAmount(line.inputs) }).toEqual({ line, says: true });
          }
          const { rules, atFirst, corrections, changed, own, bookedAt } = explanation;
          for (const change of changed) {
            const { before, after, booked: here, bookedBesides } = change;
            seen.changed += 1;
            if (!before || !after) {
              // What expires again later was not booked with it.
              expect(change.rule).toBe('expiry');
              continue;
            }
            const all = { event, change, says: true };
            expect({ ...all, sum: after.points - before.points }).toEqual({ ...all, sum: here + bookedBesides });
            expect({ ...all, says: saysAll(change, before) && saysAll(change, after) }).toEqual(all);
          }
          const unexplained = own.filter(
            (each) =>
              OF_AWARDS.has(each.kind) &&
              ![...rules, ...(atFirst ?? []), ...corrections, ...changed].some(isAbout(each)),
          );
          expect({ event, unexplained }).toEqual({ event, unexplained: [] });
          seen.decided += Number(isDecision(event) && rules.length > 0);
          for (const line of [...rules, ...(atFirst ?? [])]) {
            // Of what a cancellation did, `changed` tells.
            if (!OF_RULES.has(line.result) || 'cancelled' in line.inputs) continue;
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
            // What was moved here counted there when this one was booked, or here already.
            const counted = soon.some(({ why }) => why === 'moved')
              ? [sum(soon), sum(soon.filter(({ why }) => why !== 'moved')), sum([])]
              : [sum(soon)];
            const was = counted.find((each) => each === first) ?? sum(soon);
            expect({ ...about, first: was }).toEqual({ ...about, first });
            seen.awards += Number(line.result === 'awarded');
            seen.corrected += Number(since.length > 0);
            seen.atFirst += Number(atFirst !== undefined);
          }
        }
      }),
      TRIED,
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
