import {
  businessKeyOf,
  canonicalJson,
  customerErased,
  customerMerged,
  eventOfType,
  identityOf,
  isEvent,
  purchaseCancelled,
  partnerReversed,
  payloadDigest,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import {
  acceptedOf,
  arrivals,
  expectedOf,
  type GeneratedHistory,
  histories,
  type ProgrammeId,
  programmeIds,
  tried,
} from '@perennial/oracle';
import type { Database } from '@perennial/persistence';
import fc from 'fast-check';

import { comparison } from '../domain/compared-with-oracle.fixture.js';
import { keptData } from '../domain/fact-data.js';
import type { Arrival } from '../domain/ledger-trial.fixture.js';
import { ToldDecisions } from '../domain/told-decisions.fixture.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { findErased } from '../store/queries/find-erased.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';

const TRIED = tried(8);
const TIMEOUT_MS = 60_000 + TRIED.numRuns * 2_000;

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

interface FactRow extends Pick<Envelope, 'source' | 'id' | 'type' | 'data'> {
  readonly at: Date;
  /** Null: a guest's, or of somebody who was forgotten. */
  readonly customer_id: string | null;
}

/** What is kept with the order it is about, whichever record of its customer it names. */
const ABOUT_ORDERS = [returnCompleted, purchaseCancelled, purchaseDelivered, partnerReversed];

/** Whether the fact is this very event and not a rival of it; facts do not say whose they are. */
function isKeptAs(row: FactRow, event: Envelope, erased: ReadonlySet<string>): boolean {
  const { source, id, at, subject } = event;
  if (row.source !== source || row.id !== id) return false;
  if (isEvent(customerMerged, event)) return true;
  const isSame = row.at.getTime() === at && canonicalJson(row.data) === canonicalJson(keptData(event));
  if (!isSame || (subject === undefined && !isEvent(purchaseCompleted, event))) return isSame;
  if (ABOUT_ORDERS.some((one) => isEvent(one, event))) return true;
  return row.customer_id === null ? subject === undefined || erased.has(subject) : row.customer_id === subject;
}

/** Events as they come to the handler: of one topic in a chunk, and no key twice but by a copy, which shares what becomes of the first. */
function asHandled(chunks: Trial['chunks']): Envelope[][] {
  const handled: Envelope[][] = [];
  for (const chunk of chunks) {
    let current: Envelope[] | undefined;
    for (const event of chunk.filter((each) => 'source' in each)) {
      const [first] = current ?? [];
      const isOther = !first || eventOfType(first.type)?.topic !== eventOfType(event.type)?.topic;
      const isCopy = current?.some(
        (other) => identityOf(other) === identityOf(event) && payloadDigest(other) === payloadDigest(event),
      );
      if (isCopy) continue;
      const repeats = current?.some(
        (other) => identityOf(other) === identityOf(event) || (businessKeyOf(other) ?? '') === businessKeyOf(event),
      );
      if (isOther || repeats) handled.push((current = []));
      current?.push(event);
    }
  }
  return handled;
}

const JUDGED_ALIKE = [
  ...[purchaseCompleted, purchaseCancelled, purchaseDelivered, returnCompleted],
  ...[reviewPublished, reviewUnpublished, partnerReversed],
];

/**
 * What both have to accept alike: everything that may be refused for what is known of its order or review. Whose an order is
 * that only refused events of a forgotten customer tell of, they see otherwise: nobody's here, unknown to the oracle.
 */
function judgedAlike(accepted: readonly Envelope[], { events }: GeneratedHistory): string[] {
  const orderOf = ({ data }: Envelope) => (data as { orderId?: string }).orderId;
  const erased = new Set(events.filter((event) => isEvent(customerErased, event)).map(({ subject }) => subject));
  const forgotten = new Set(events.filter(({ subject }) => erased.has(subject ?? '')).map(orderOf));
  const alike = accepted
    .filter((event) => JUDGED_ALIKE.some((declaration) => isEvent(declaration, event)))
    .filter((event) => orderOf(event) === undefined || !forgotten.has(orderOf(event)));
  // Of two with one id that differ in whether they name the customer, the fact does not tell which it was.
  const withoutNames = (event: Envelope) => (ABOUT_ORDERS.some((one) => isEvent(one, event)) ? unnamed(event) : event);
  return [...new Set(alike.map((event) => canonicalJson(withoutNames(event))))].sort();
}

const unnamed = ({ subject: _, ...event }: Envelope) => ({
  ...event,
  data: { ...(event.data as object), customerId: undefined },
});

/** The same history of other people, so that one database serves all runs. */
function renamed(trial: Trial, run: string): Trial {
  const text = JSON.stringify(trial)
    .replace(new RegExp(`"(${NAMES})":"`, 'g'), `$&${run}-`)
    .replace(/"members":\[[^\]]*\]/g, (members) => members.replace(/(?<=[[,])"/g, `"${run}-`));
  return JSON.parse(text) as Trial;
}

describe.each(programmeIds)('random histories of the %s on a real database', (programme) => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await LedgerRig.start(programme);
    // What is decided in these histories comes without the commands, which would write the rows of adjustments.
    await rig.owner.query('alter table fact disable trigger by_hand_has_its_row');
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
    const rows = await rig.db.query<FactRow>(
      `select source, id, at, type, data, customer_id from fact left join member using (account) where id = any($1)`,
      [events.map(({ id }) => id)],
    );
    const erased = await findErased(rig.db, [...new Set(events.flatMap(({ subject }) => subject ?? []))]);
    return events.filter((event) => {
      if (isEvent(customerErased, event)) return erased.has(event.data.customerId);
      return rows.some((row) => isKeptAs(row, event, erased));
    });
  }

  async function expectAsTheOracleSays({ history }: Trial): Promise<void> {
    const { events, decisions } = history;
    const known = { events: await accepted(events), decisions };
    const newest = rig.now.getTime();
    for (const asOf of history.asOf) {
      for (const [customerId, member] of expectedOf(programme, known, asOf).members) {
        if (member.erased) continue;
        const view = await rig.wallet(customerId, asOf);
        const [told, compared] = comparison(member);
        if (!view) {
          // Named by nothing but what was refused or decided for others.
          expect({ customerId, ...member }).toMatchObject({ customerId, earned: 0, transfers: 0, lots: [] });
          continue;
        }
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
        await run(trial, new ToldDecisions(decisions, events));
        await expectAsTheOracleSays(trial);
      }),
      TRIED,
    );
  }

  it(
    'are accepted and come to what the independent oracle says, in any order and slicing',
    async () => {
      await inRuns('one', async ({ history, chunks }, decisions) => {
        for (const chunk of chunks) await arrive(chunk, decisions, rig.db);
        const told = acceptedOf(programme, asHandled(chunks)).accepted;
        expect(judgedAlike(await accepted(history.events), history)).toEqual(judgedAlike(told, history));
      });
    },
    TIMEOUT_MS,
  );

  it(
    'come to the same when two processes handle every other chunk at the same time',
    async () => {
      await inRuns('two', async ({ chunks }, decisions) => {
        const half = async (remainder: number, db: Database) => {
          for (const [index, chunk] of chunks.entries())
            if (index % 2 === remainder) await arrive(chunk, decisions, db);
        };
        await Promise.all([half(0, rig.db), half(1, rig.other)]);
      });
    },
    TIMEOUT_MS,
  );
});
