import {
  arrivals,
  expectedOf,
  type GeneratedHistory,
  histories,
  type ProgrammeId,
  programmeIds,
  tried,
  USUAL_HISTORIES,
} from '@perennial/oracle';
import fc from 'fast-check';

import { comparison } from './compared-with-oracle.fixture.js';
import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';

const TRIED = tried(USUAL_HISTORIES);

interface Trial {
  readonly history: GeneratedHistory;
  readonly chunks: readonly (readonly Arrival[])[];
}

const trials = (programme: ProgrammeId): fc.Arbitrary<Trial> =>
  histories(programme).chain((history) =>
    arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
  );

function run({ history, chunks }: Trial): LedgerTrial {
  const { programme, decisions, events } = history;
  const now = Math.max(0, ...events.map(({ at }) => at), ...decisions.map(({ at }) => at));
  const trial = new LedgerTrial(programme, decisions, now, events);
  for (const chunk of chunks) trial.arrive(chunk);
  return trial;
}

describe.each(programmeIds)('%s: whatever the order, the repetition and the slicing', (programme) => {
  it('balances, lots, tiers and debt are those of the independent oracle, at every instant', () => {
    fc.assert(
      fc.property(trials(programme), (each) => {
        const trial = run(each);
        const accepted = trial.accepted(each.history.events);
        // What is stored speaks for an instant that nothing comes after.
        const newest = Math.max(...[...each.history.events, ...each.history.decisions].map(({ at }) => at), 0);
        for (const asOf of each.history.asOf) {
          const expected = expectedOf(programme, { events: accepted, decisions: each.history.decisions }, asOf);
          for (const [customerId, member] of expected.members) {
            if (member.erased) continue;
            const view = trial.folded(customerId, asOf);
            if (!view) throw new Error(`the ledger does not know ${customerId}`);
            const [told, compared] = comparison(member);
            expect({ customerId, asOf, ...compared(view) }).toEqual({ customerId, asOf, ...told });
            const stored = asOf >= newest ? trial.stored(customerId, asOf) : undefined;
            if (stored) expect({ customerId, asOf, ...compared(stored) }).toEqual({ customerId, asOf, ...told });
          }
        }
      }),
      TRIED,
    );
  });
});
