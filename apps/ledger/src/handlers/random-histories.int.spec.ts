import { canonicalJson, customerErased, customerMerged, isEvent, type Envelope } from '@perennial/contracts';
import type { Database } from '@perennial/persistence';
import fc from 'fast-check';

import { comparison } from '../domain/compared-with-oracle.fixture.js';
import { keptData } from '../domain/fact-data.js';
import type { Arrival } from '../domain/ledger-trial.fixture.js';
import { ToldDecisions } from '../domain/told-decisions.fixture.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { arrivals, histories, type GeneratedHistory } from '../oracle/histories.fixture.js';
import type { ProgrammeId } from '../oracle/history.fixture.js';
import { expectedOf } from '../oracle/oracle.fixture.js';
import { findErased } from '../store/queries/find-erased.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';

const RUNS = Number(process.env.PERENNIAL_HISTORIES ?? 15);
/** Every run of the usual tests tries the same histories; the long one others each time. */
const SEED = process.env.PERENNIAL_HISTORIES === undefined ? { seed: 20270301 } : {};

interface Trial {
  readonly history: GeneratedHistory;
  readonly chunks: readonly (readonly Arrival[])[];
}

const trials = (programme: ProgrammeId): fc.Arbitrary<Trial> =>
  histories(programme).chain((history) =>
    arrivals<Arrival>([...history.events, ...history.decisions]).map((chunks) => ({ history, chunks })),
  );

const NAMES = [
  ...['id', 'subject', 'customerId', 'referrerId', 'refereeId', 'fromCustomerId', 'intoCustomerId', 'from', 'to'],
  ...['orderId', 'reviewId', 'referralId', 'returnId', 'reversalId', 'externalId', 'redemptionId'],
].join('|');

/** The same history of other people, so that one database serves all runs. */
function renamed(trial: Trial, run: string): Trial {
  const text = JSON.stringify(trial)
    .replace(new RegExp(`"(${NAMES})":"`, 'g'), `$&${run}-`)
    .replace(/"members":\[[^\]]*\]/g, (members) => members.replace(/(?<=[[,])"/g, `"${run}-`));
  return JSON.parse(text) as Trial;
}

describe.each<ProgrammeId>(['jeweller', 'travel-club'])(
  'random histories of the %s on a real database',
  (programme) => {
    let rig: LedgerRig;
    beforeAll(async () => {
      rig = await LedgerRig.start(programme);
    });
    afterAll(() => rig?.stop());
    const decided = new Set<string>();
    afterEach(async () => {
      expect((await verifyLedger(rig.db)).firstDifference).toBeUndefined();
      expect(rig.retries).toBe(0);
    });

    async function arrive(chunk: readonly Arrival[], decisions: ToldDecisions, db: Database): Promise<void> {
      const events = chunk.filter((each) => 'source' in each);
      if (events.length > 0) await rig.handle(events, db);
      for (const each of chunk) {
        // Nobody repeats a decision: a command that comes twice is given the answer of the first.
        if ('source' in each || decided.has(each.id)) continue;
        decided.add(each.id);
        for (const one of decisions.of(each)) {
          const erased = await findErased(db, [one.customerId]);
          if (erased.size === 0) await rig.decide(one.customerId, one, one.others, db);
        }
      }
    }

    /** Those of the events that the ledger keeps as facts. */
    async function accepted(events: readonly Envelope[]): Promise<Envelope[]> {
      const rows = await rig.db.query<{ source: string; id: string; at: Date; data: object }>(
        'select source, id, at, data from fact where id = any($1)',
        [events.map(({ id }) => id)],
      );
      const said = ({ source, id, at }: { source: string; id: string; at: Date | number }, data: unknown) =>
        `${source} ${id} ${Number(at)} ${canonicalJson(data)}`;
      const kept = new Set(rows.map((row) => said(row, row.data)));
      const merges = new Set(rows.map(({ source, id }) => `${source} ${id}`));
      const erasures = events.flatMap((event) => (isEvent(customerErased, event) ? [event.data.customerId] : []));
      const erased = await findErased(rig.db, erasures);
      return events.filter((event) => {
        if (isEvent(customerErased, event)) return erased.has(event.data.customerId);
        if (isEvent(customerMerged, event)) return merges.has(`${event.source} ${event.id}`);
        return kept.has(said(event, keptData(event)));
      });
    }

    async function expectAsTheOracleSays({ history }: Trial): Promise<void> {
      const { events, decisions } = history;
      const known = { events: await accepted(events), decisions };
      const newest = rig.now.getTime();
      for (const asOf of history.asOf) {
        for (const [customerId, member] of expectedOf(programme, known, asOf).members) {
          if (member.erased || member.mergedInto !== undefined) continue;
          const view = await rig.wallet(customerId, asOf);
          if (!view) continue;
          const [told, compared] = comparison(events, member);
          expect({ customerId, asOf, ...compared(view) }).toEqual({ customerId, asOf, ...told });
          const stored = asOf === newest ? await rig.wallet(customerId) : undefined;
          if (stored) expect({ customerId, ...compared(stored) }).toEqual({ customerId, ...told });
        }
      }
    }

    async function inRuns(name: string, run: (trial: Trial, decisions: ToldDecisions) => Promise<void>): Promise<void> {
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(trials(programme), async (drawn) => {
          const trial = renamed(drawn, `${name}${(runs += 1)}`);
          const { events, decisions } = trial.history;
          rig.now = new Date(Math.max(0, ...[...events, ...decisions].map(({ at }) => at)));
          await run(trial, new ToldDecisions(decisions));
          await expectAsTheOracleSays(trial);
        }),
        { ...SEED, numRuns: RUNS, endOnFailure: process.env.PERENNIAL_SHRINK === undefined },
      );
    }

    it('come to what the independent oracle says, in any order and slicing', async () => {
      await inRuns('one', async ({ chunks }, decisions) => {
        for (const chunk of chunks) await arrive(chunk, decisions, rig.db);
      });
    });

    it('come to the same when two processes handle every other chunk at the same time', async () => {
      await inRuns('two', async ({ chunks }, decisions) => {
        const half = async (remainder: number, db: Database) => {
          for (const [index, chunk] of chunks.entries())
            if (index % 2 === remainder) await arrive(chunk, decisions, db);
        };
        await Promise.all([half(0, rig.db), half(1, rig.other)]);
      });
    });
  },
);
