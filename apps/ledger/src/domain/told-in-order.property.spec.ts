import { compareInOrderOfThings, isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { histories, type GeneratedHistory, type ProgrammeId, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { DAY_MS } from './calendar.js';
import { LEDGER_SOURCE } from './decision.js';
import { LedgerTrial } from './ledger-trial.fixture.js';
import { totalOf } from './member-state.js';
import { signedPoints } from './signed-points.fixture.js';
import { ToldDecisions } from './told-decisions.fixture.js';

const TRIED = tried(20);

/** What says of the past that it was otherwise, whenever it comes: nothing in its order is ever late. */
function isAboutThePast(event: Envelope): boolean {
  return /cancelled|merged|erased/.test(event.type) || (isEvent(purchaseCompleted, event) && event.data.revision !== 0);
}

const inOrder = ({ events, decisions }: GeneratedHistory) => {
  const plain = events.filter((event) => !isAboutThePast(event));
  const told = new ToldDecisions(decisions, plain);
  const decided = decisions.flatMap((each) => told.of(each)).map((each) => ({ ...each, from: LEDGER_SOURCE }));
  const all = [...plain.map((each) => ({ ...each, from: each.source })), ...decided];
  const placeOf = ({ at, from, id }: (typeof all)[number]) => ({ at, source: from, id });
  return { plain, all: all.sort((a, b) => compareInOrderOfThings(placeOf(a), placeOf(b))) };
};

/** What members had at an instant, by the facts. */
function hadAt(trial: LedgerTrial, at: number): number {
  const views = [...trial.ledger.accounts.keys()].map((customerId) => trial.folded(customerId, at));
  return views.reduce((sum, view) => sum + (view ? Number(totalOf(view.balance)) : 0), 0);
}

/** With whether time is let pass late, before each in turn. */
const trials = (programme: ProgrammeId) =>
  fc.record({ history: histories(programme), late: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }) });

describe.each(programmeIds)('%s: what happens is told of in its order', (programme) => {
  it('and the messages up to any instant come to what the members had then', () => {
    let moved = 0;
    fc.assert(
      fc.property(trials(programme), ({ history, late }) => {
        const { plain, all } = inOrder(history);
        const end = Math.max(0, ...all.map(({ at }) => at)) + 400 * DAY_MS;
        const trial = new LedgerTrial(programme, [], end, plain);
        for (const [index, each] of all.entries()) {
          if (!late[index % late.length]) trial.ledger.tick(each.at);
          trial.arrive([each]);
        }
        trial.ledger.tick(end);
        const told = trial.ledger.messages.map((each) => ({ at: Date.parse(each.time), points: signedPoints(each) }));
        for (const at of new Set([...all, ...told].map((each) => each.at))) {
          const points = told.filter((each) => each.at <= at).reduce((sum, each) => sum + each.points, 0);
          expect({ at, points }).toEqual({ at, points: hadAt(trial, at) });
        }
        moved += told.filter(({ points }) => points < 0).length;
      }),
      TRIED,
    );
    expect(moved).toBeGreaterThan(0);
  });
});
