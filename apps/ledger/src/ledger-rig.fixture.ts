import { fileURLToPath } from 'node:url';

import { compareInOrderOfThings, type Envelope } from '@perennial/contracts';
import type { ChunkResult } from '@perennial/messaging';
import { classify, Database, type Tx } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { migrations } from './migrations/index.js';
import { readMemberAsOf } from './store/read-member-as-of.js';
import type { Wallet } from './domain/wallet.js';

export const jeweller = loadProgramme(fileURLToPath(new URL('../../../programmes/jeweller.yaml', import.meta.url)));

/** The chunk handler on a real database, for specs: what the delivery does around it is done by hand. */
export class LedgerRig {
  private nextOffset = 0n;
  /** How often a chunk had to be tried again: chunks that lock in one order never have to. */
  retries = 0;
  private readonly handler = new LedgerChunkHandler(jeweller);

  private constructor(
    readonly database: FreshDatabase,
    /** A second pool, as of a second process. */
    readonly other: Database,
    /** As the owner of the tables. */
    readonly owner: Database,
  ) {}

  static async start(): Promise<LedgerRig> {
    const database = await freshDatabase('ledger', migrations);
    const other = await Database.connect({ url: database.url, applicationName: 'test-ledger-other' });
    const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-ledger-owner', poolSize: 1 });
    return new LedgerRig(database, other, owner);
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
    const chunk = { topic: 'test', partition: 0, nextOffset: this.nextOffset, now: new Date('2027-06-01T00:00:00Z') };
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

  wallet(customerId: string, asOf = '2030-01-01T00:00:00Z'): Promise<Wallet | undefined> {
    return readMemberAsOf(this.db, jeweller, customerId, new Date(asOf));
  }

  /** Points by `customer rule event`, as the transfers have it; awards that came to nothing are left out. */
  async awards(): Promise<Record<string, number>> {
    const rows = await this.db.query<{ award: string; points: bigint }>(`
      select customer_id || ' ' || rule || ' ' || fact_id as award,
             sum(case when credit = 'wallet' then points else -points end)::int8 as points
        from transfer join member using (account) group by 1 having sum(case when credit = 'wallet' then points else -points end) <> 0`);
    return Object.fromEntries(rows.map(({ award, points }) => [award, Number(points)]));
  }
}
