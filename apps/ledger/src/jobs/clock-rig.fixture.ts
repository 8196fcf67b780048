import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { bucketOf, compareInOrderOfThings, type Envelope } from '@perennial/contracts';
import { listWaitingMessages, writeOutbox } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { settableClock, type FreshDatabase } from '@perennial/testing';

import { decideFor, decideWith } from '../domain/chunk/decide-chunk.js';
import { LEDGER_SOURCE, type Decision } from '../domain/decision.js';
import type { MemberView } from '../domain/member-view.js';
import { LedgerChunkHandler } from '../handlers/chunk.handler.js';
import { ledgerDatabase } from '../ledger-database.fixture.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { startProgramme } from '../programme/start-programme.js';
import type { TrustedKeys } from '../sealing/signing-key.js';
import { decideLocked } from '../store/decide-locked.js';
import { openedFor } from '../store/ledger.store.js';
import { publishable } from '../store/publishable.js';
import { findAccounts } from '../store/queries/find-accounts.js';
import { viewMember } from '../store/view-member.js';
import { passTimeOfDue, type TimePassed } from './pass-time-of-due.js';

/** A message as the outbox has it. */
export interface Published {
  readonly topic: string;
  readonly type: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The ledger on a real database and with a clock that is set, for specs: what delivery and routes do is done by hand. */
export class ClockRig {
  private offset = 0n;
  readonly clock = settableClock('2027-01-01T00:00:00Z');

  private constructor(
    private readonly fresh: FreshDatabase,
    /** A second pool, as of a second process. */
    readonly other: Database,
    /** As the owner of the tables. */
    readonly owner: Database,
    readonly programmes: ProgrammeStore,
  ) {}

  static async start(programme: 'jeweller' | 'travel-club', keys?: () => TrustedKeys): Promise<ClockRig> {
    const file = fileURLToPath(new URL(`../../../../programmes/${programme}.yaml`, import.meta.url));
    const fresh = await ledgerDatabase({ keys, past: ['delivery', 'commands'] });
    const other = await Database.connect({ url: fresh.url, applicationName: 'test-ledger-other' });
    const owner = await Database.connect({ url: fresh.ownerUrl, applicationName: 'test-ledger-owner', poolSize: 2 });
    const document = readFileSync(file, 'utf8');
    const programmes = await startProgramme(fresh.db, { document, file, now: new Date('2026-12-31T00:00:00Z') });
    return new ClockRig(fresh, other, owner, programmes);
  }

  get db(): Database {
    return this.fresh.db;
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.other.close();
    await this.fresh.drop();
  }

  /** One chunk that arrives now. */
  async handle(...events: readonly Envelope[]): Promise<void> {
    this.offset += BigInt(events.length);
    const chunk = { topic: 'test', partition: 0, nextOffset: this.offset, now: this.clock() };
    const inOrder = [...events].sort(compareInOrderOfThings);
    await this.db.transaction(async (tx) => {
      const { messages } = await new LedgerChunkHandler(this.programmes).handle(inOrder, tx, chunk);
      await writeOutbox(tx, messages, LEDGER_SOURCE);
    });
  }

  /** A customer decides something now. */
  async decide(customerId: string, decisionOf: (account: string) => Decision, db: Database = this.db): Promise<void> {
    const now = this.clock();
    await db.transaction(async (tx) => {
      const programmes = await this.programmes.inForce(tx);
      const account = (await findAccounts(tx, [customerId])).accounts.get(customerId) ?? '';
      const event = { at: now.getTime(), source: LEDGER_SOURCE, id: randomUUID() };
      const effects = await decideLocked(tx, { programmes, now }, openedFor(new Map(), [account]), (snapshot) =>
        decideWith(snapshot, (draft) => decideFor(draft, account, bucketOf(customerId), decisionOf(account), event)),
      );
      await writeOutbox(tx, publishable(effects?.messages ?? [], programmes), LEDGER_SOURCE);
    });
  }

  redeem(
    customerId: string,
    points: bigint,
    { partnerId, redemptionId = randomUUID() }: { partnerId?: string; redemptionId?: string } = {},
    db?: Database,
  ): Promise<void> {
    const of = partnerId === undefined ? {} : { partnerId };
    return this.decide(
      customerId,
      (account) => ({ kind: 'redemption', redemptionId, rewardId: 'r', points, pool: [account], ...of }),
      db,
    );
  }

  /** What the job does when it runs now. */
  passTime(db: Database = this.db): Promise<TimePassed> {
    return passTimeOfDue(db, { programmes: this.programmes, asOf: this.clock(), source: LEDGER_SOURCE });
  }

  /** @param isNow from the stored wallet, as who asks for now is answered; otherwise from the facts */
  async member(customerId: string, isNow = false): Promise<MemberView> {
    const programmes = await this.programmes.inForce(this.db);
    const view = await viewMember(this.db, programmes, customerId, { at: this.clock(), by: 'event', isNow });
    if (!view) throw new Error(`nobody has named ${customerId}`);
    return view;
  }

  /** What a member's transfers of a kind come to, and how many there are. */
  async booked(customerId: string, kind: string): Promise<{ transfers: number; points: number }> {
    const [row] = await this.db.query<{ transfers: bigint; points: bigint }>(
      `select count(*) as transfers, coalesce(sum(points), 0)::int8 as points
         from transfer join member using (account) where customer_id = $1 and kind = $2`,
      [customerId, kind],
    );
    return { transfers: Number(row?.transfers), points: Number(row?.points) };
  }

  /** Messages about a customer, in the order in which they were written. */
  async messages(customerId: string): Promise<Published[]> {
    const messages = await listWaitingMessages(this.db);
    return messages
      .map(({ topic, headers, value }) => ({
        topic,
        type: String(headers['ce_type']),
        id: String(headers['ce_id']),
        data: JSON.parse(String(value)) as Published['data'],
      }))
      .filter(({ data }) => data['customerId'] === customerId);
  }
}
