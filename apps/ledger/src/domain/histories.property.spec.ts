import type { Envelope } from '@perennial/contracts';
import fc from 'fast-check';

import { acceptedOf } from '../oracle/acceptance.fixture.js';
import { arrivals, histories, type GeneratedHistory } from '../oracle/histories.fixture.js';
import type { Decision as Told, ExpectedMember, ProgrammeId } from '../oracle/history.fixture.js';
import { expectedOf } from '../oracle/oracle.fixture.js';
import { inWords, LedgerTrial, type Arrival } from './ledger-trial.fixture.js';

const RUNS = Number(process.env.PERENNIAL_HISTORIES ?? 300);

const isEvent = (arrival: Arrival): arrival is Envelope => 'source' in arrival;

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
  const households = decisions.filter(
    (told): told is Extract<Told, { kind: 'household' }> => told.kind === 'household',
  );
  const now = Math.max(0, ...events.map(({ at }) => at), ...decisions.map(({ at }) => at));
  const trial = new LedgerTrial(programme, households, now);
  for (const told of decisions) if ('customerId' in told) trial.owners.set(told.id, told.customerId);
  for (const chunk of chunks) trial.arrive(chunk);
  return trial;
}

/** Tiers begin with the first fact that names a member: the ledger says since when a tier is held, not since when nobody had heard. */
function comparable({ tier, mergedInto: _m, erased: _e, ...member }: ExpectedMember) {
  if (!tier) return member;
  const { since: _since, ...rest } = tier;
  return { ...member, tier: rest };
}

describe.each<ProgrammeId>(['jeweller', 'travel-club'])(
  '%s: whatever the order, the repetition and the slicing',
  (programme) => {
    it('balances, lots, tiers and debt are those of the independent oracle, at every instant', () => {
      fc.assert(
        fc.property(trials(programme), (each) => {
          const trial = run(each);
          const { accepted } = acceptedOf(
            programme,
            each.chunks.map((chunk) => chunk.filter(isEvent)),
          );
          for (const asOf of each.history.asOf) {
            const expected = expectedOf(programme, { events: accepted, decisions: each.history.decisions }, asOf);
            for (const [customerId, member] of expected.members) {
              if (member.erased || member.mergedInto !== undefined) continue;
              const view = trial.folded(customerId, asOf);
              if (!view) continue;
              expect({ customerId, asOf, ...inWords(view) }).toEqual({ customerId, asOf, ...comparable(member) });
              const stored = trial.stored(customerId, asOf);
              if (stored)
                expect({ customerId, asOf, ...inWords(stored) }).toEqual({ customerId, asOf, ...comparable(member) });
            }
          }
        }),
        { numRuns: RUNS },
      );
    });
  },
);
