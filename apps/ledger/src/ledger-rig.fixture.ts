import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { compareInOrderOfThings, type Envelope } from '@perennial/contracts';
import type { ChunkResult } from '@perennial/messaging';
import { classify, Database, type Tx } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import type { MemberView } from './domain/member-view.js';
import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { migrations } from './migrations/index.js';
import type { ProgrammeStore } from './programme/programme.store.js';
import { startProgramme } from './programme/start-programme.js';
import { viewMember } from './store/view-member.js';

const NOW = new Date('2027-06-01T00:00:00Z');
const file = fileURLToPath(new URL('../../../programmes/jeweller.yaml', import.meta.url));
const document = readFileSync(file, 'utf8');
export const jeweller = parseProgramme(document, file);

/** The chunk handler on a real database, for specs: what the delivery does around it is done by hand. */
export class LedgerRig {
  private nextOffset = 0n;
  /** How often a chunk had to be tried again: chunks that lock in one order never have to. */
  retries = 0;
  private readonly handler: LedgerChunkHandler;

  private constructor(
    readonly programmes: ProgrammeStore,
    readonly database: FreshDatabase,
    /** A second pool, as of a second process. */
    readonly other: Database,
    /** As the owner of the tables. */
    readonly owner: Database,
  ) {
    this.handler = new LedgerChunkHandler(programmes);
  }

  static async start(): Promise<LedgerRig> {
    const database = await freshDatabase('ledger', migrations);
    const other = await Database.connect({ url: database.url, applicationName: 'test-ledger-other' });
    const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-ledger-owner', poolSize: 1 });
    const programmes = await startProgramme(database.db, { document, file, now: NOW });
    return new LedgerRig(programmes, database, other, owner);
  }

  get db(): Database {
    return this.database.db;
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.other.close();
    await this.database.drop();
  }

  /** One chunk in one transaction, tried again after the passing troubles of a database. */
  async handle(events: readonly Envelope[], db: Database = this.db, watch?: (tx: Tx) => Tx): Promise<ChunkResult> {
    this.nextOffset += BigInt(events.length);
    const chunk = { topic: 'test', partition: 0, nextOffset: this.nextOffset, now: NOW };
    const inOrder = [...events].sort(compareInOrderOfThings);
    for (;;) {
      try {
        return await db.transaction((tx) => this.handler.handle(inOrder, watch?.(tx) ?? tx, chunk));
      } catch (error) {
        if (classify(error) !== 'infrastructure') throw error;
        this.retries += 1;
      }
    }
  }

  async wallet(customerId: string, asOf = '2027-06-01T00:00:00Z'): Promise<MemberView | undefined> {
    const at = new Date(asOf);
    return viewMember(this.db, await this.programmes.inForce(this.db), customerId, { at, by: 'event' });
  }

  /** Points by `customer rule event`, as the transfers have it; awards that came to nothing are left out. */
  async awards(): Promise<Record<string, number>> {
    const rows = await this.db.query<{ award: string; points: bigint }>(`
      select customer_id || ' ' || rule || ' ' || thing as award,
             sum(case when credit = 'issuance' then -points else points end)::int8 as points
        from transfer join member using (account)
       where debit = 'issuance' or credit = 'issuance'
       group by 1 having sum(case when credit = 'issuance' then -points else points end) <> 0`);
    return Object.fromEntries(rows.map(({ award, points }) => [award, Number(points)]));
  }
}
