import { bucketOf, encodeStructured, type Envelope } from '@perennial/contracts';
import {
  applyRecords,
  writeOutbox,
  type ChunkHandler,
  type ChunkResult,
  type OutgoingMessage,
  type ParkedEvent,
  type Parking,
  type Rejection,
} from '@perennial/messaging';
import type { ProgrammeId } from '@perennial/oracle';
import { classify, Database, type Tx } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';
import { type FreshDatabase } from '@perennial/testing';

import { decideFor } from './domain/chunk/decide-for.js';
import { decideWith } from './domain/chunk/decide-chunk.js';
import { LEDGER_SOURCE, type Decision } from './domain/decision.js';
import { documentOf } from './domain/ledger-trial.fixture.js';
import type { MemberView } from './domain/member-view.js';
import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { ledgerDatabase } from './ledger-database.fixture.js';
import type { ProgrammeStore } from './programme/programme.store.js';
import { startProgramme } from './programme/start-programme.js';
import { decideLocked } from './store/decide-locked.js';
import { openedFor } from './store/ledger.store.js';
import { publishable } from './store/publishable.js';
import { findAccounts } from './store/queries/find-accounts.js';
import { openAccounts } from './store/queries/open-accounts.js';
import { viewMember } from './store/view-member.js';

export const NOW = '2027-06-01T00:00:00.000Z';

/** Of one transaction: more is no passing trouble. */
const RETRIES_MAX = 10;

export const jeweller = parseProgramme(documentOf('jeweller'), 'jeweller.yaml');

/** What became of events: what the handler decided, and every refusal, also those that no handler sees. */
export interface Handled {
  readonly messages: readonly OutgoingMessage[];
  readonly rejected: readonly Rejection[];
  readonly parked: readonly Parking[];
  readonly released: readonly ParkedEvent[];
  /** Reasons by event id, of this chunk's events and of those that had waited for them. */
  readonly refused: ReadonlyMap<string | undefined, string>;
}

/** The chunk handler on a real database, within the delivery but without a broker, for specs. */
export class LedgerRig {
  private nextPartition = 0;
  /** The service's clock. */
  now = new Date(NOW);
  /** How often a transaction had to be tried again: those that lock in one order never have to. */
  retries = 0;

  private constructor(
    readonly database: FreshDatabase,
    /** A second pool, as of a second process. */
    readonly other: Database,
    /** As the owner of the tables. */
    readonly owner: Database,
    readonly programmes: ProgrammeStore,
  ) {}

  static async start(programme: ProgrammeId = 'jeweller'): Promise<LedgerRig> {
    const database = await ledgerDatabase({ past: ['commands'] });
    const other = await Database.connect({ url: database.url, applicationName: 'test-ledger-other' });
    const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-ledger-owner', poolSize: 1 });
    const document = documentOf(programme);
    const programmes = await startProgramme(database.db, { document, file: `${programme}.yaml`, now: new Date(NOW) });
    return new LedgerRig(database, other, owner, programmes);
  }

  get db(): Database {
    return this.database.db;
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.other.close();
    await this.database.drop();
  }

  /** The events as they arrive: one chunk for those of a topic that follow each other, unless they repeat a key. */
  async handle(events: readonly Envelope[], db: Database = this.db, watch?: (tx: Tx) => Tx): Promise<Handled> {
    const results = new Map<string, ChunkResult>();
    const refused = new Map<string | undefined, string>();
    const inner = new LedgerChunkHandler(this.programmes);
    const handler: ChunkHandler = {
      handle: async (fresh, tx, chunk) => {
        const result = await inner.handle(fresh, watch?.(tx) ?? tx, chunk);
        results.set(`${chunk.topic} ${chunk.partition} ${chunk.nextOffset}`, result);
        return result;
      },
      forgottenAmong: (customerIds, tx) => inner.forgottenAmong(customerIds, tx),
    };
    const around = { db, handler, service: 'ledger', source: LEDGER_SOURCE, clock: () => this.now };
    for (const { topic, records } of byTopic(events)) {
      const partition = (this.nextPartition += 1);
      const outcomes = await this.persist(() => applyRecords({ topic, partition }, records, around));
      for (const { refusal } of outcomes.flatMap((each) => [...each.refused, ...each.refusedLater]))
        refused.set(refusal.id, refusal.reason);
    }
    const all = [...results.values()];
    return {
      messages: all.flatMap(({ messages }) => messages),
      rejected: all.flatMap(({ rejected = [] }) => rejected),
      parked: all.flatMap(({ parked = [] }) => parked),
      released: all.flatMap(({ released = [] }) => released),
      refused,
    };
  }

  /** Has a customer decide something at an instant, without asking whether it is covered. */
  async decide(
    customerId: string,
    { id, at, decisionOf }: { id: string; at: number; decisionOf: (account: (customer: string) => string) => Decision },
    others: readonly string[] = [],
    db: Database = this.db,
  ): Promise<void> {
    const everybody = [...new Set([customerId, ...others])];
    await this.persist(() =>
      db.transaction(async (tx) => {
        const opened = await openAccounts(tx, everybody);
        await tx.query(
          'insert into balance (account, bucket) select account, bucket from member where account = any($1::uuid[])',
          [[...opened]],
        );
        const { accounts } = await findAccounts(tx, everybody);
        const account = (customer: string) => accounts.get(customer) ?? '';
        const programmes = await this.programmes.inForce(tx);
        const members = openedFor(accounts, [account(customerId)]);
        const effects = await decideLocked(tx, { programmes, now: this.now }, members, (snapshot) =>
          decideWith(snapshot, (draft) => {
            const event = { at, source: LEDGER_SOURCE, id };
            decideFor(draft, account(customerId), bucketOf(customerId), decisionOf(account), event);
          }),
        );
        if (!effects) throw new Error('the decision asked twice for the same');
        const messages = publishable(effects.messages, programmes);
        if (messages.length > 0) await writeOutbox(tx, messages, LEDGER_SOURCE);
      }),
    );
  }

  /** A member as of an instant, by default now; undefined for somebody nobody has named. */
  async wallet(customerId: string, asOf?: string | number): Promise<MemberView | undefined> {
    const at = asOf === undefined ? this.now : new Date(asOf);
    const programmes = await this.programmes.inForce(this.db);
    return viewMember(this.db, programmes, customerId, { at, by: 'event', isNow: asOf === undefined });
  }

  /** Ids of the events that wait for a thing. */
  async waiting(thing: string): Promise<string[]> {
    const rows = await this.db.query<{ event_id: string }>('select event_id from parked_event where waits_for = $1', [
      thing,
    ]);
    return rows.map(({ event_id }) => event_id);
  }

  /** Tried again after the passing troubles of a database. */
  private async persist<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (classify(error) !== 'infrastructure' || tries === RETRIES_MAX) throw error;
        this.retries += 1;
      }
    }
  }
}

function byTopic(events: readonly Envelope[]) {
  const runs: { topic: string; records: ReturnType<typeof recordOf>[] }[] = [];
  for (const event of events) {
    const { topic, ...record } = encodeStructured(event);
    if (runs.at(-1)?.topic !== topic) runs.push({ topic, records: [] });
    const records = runs.at(-1)?.records;
    records?.push(recordOf(record, records.length, event.at));
  }
  return runs;
}

function recordOf(record: Omit<ReturnType<typeof encodeStructured>, 'topic'>, offset: number, at: number) {
  return { ...record, key: Buffer.from(String(record.key)), offset: BigInt(offset), timestamp: String(at) };
}
