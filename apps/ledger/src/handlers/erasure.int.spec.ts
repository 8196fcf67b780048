import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import {
  customerErased,
  customerMerged,
  customerUpserted,
  engagementRecorded,
  loyaltyCustomerErased,
  pointsAdjusted,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  type Envelope,
} from '@perennial/contracts';
import type { Database } from '@perennial/persistence';
import { runCommand } from '@perennial/service';
import { anEvent, ServiceOnKafka, until, type FreshDatabase } from '@perennial/testing';

import { ledgerService } from '../ledger.service.js';
import { ledgerDatabase } from '../ledger-database.fixture.js';
import type { ProgrammeStore } from '../programme/programme.store.js';
import { startProgramme } from '../programme/start-programme.js';
import { sealNext } from '../sealing/seal-next.js';
import { newSigningKey } from '../sealing/seals-rig.fixture.js';
import { trustedKeysOf } from '../sealing/signing-key.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { findAccount } from '../store/queries/find-account.js';
import { writeAboutAdjustment } from '../commands/write-about-adjustment.js';
import { insertAdjustment } from '../store/queries/insert-adjustment.js';
import { viewMember } from '../store/view-member.js';
import { LedgerChunkHandler } from './chunk.handler.js';

const NOW = new Date('2027-06-01T00:00:00Z');
const file = fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url));
const document = readFileSync(file, 'utf8');
const january = (day: number) => new Date(Date.UTC(2027, 0, day, 10)).toISOString();

const ADA = 'ada-7f31';
const OLD = 'old-record-of-ada-99';
/** Everything of the customer that the events below tell, beside the ids of orders and the like. */
const PERSONAL = [
  ...[ADA, OLD, '1815-12-10', 'Somerville', 'ada@example.org', 'engraved for Byron', 'not for my mother'],
  ...['device-5b21', 'address-77c0', 'FRIEND-OF-ADA', 'body-31f9', 'called Mrs Byron'],
];

const bought = (customerId: string, orderId: string, day: number, totalMinor: number) =>
  anEvent(purchaseCompleted, { time: january(day), data: { customerId, orderId, totalMinor, lines: undefined } });
const returned = (orderId: string, day: number, data: object) =>
  anEvent(returnCompleted, { time: january(day), data: { orderId, amountMinor: 1_000, lines: undefined, ...data } });

const refusable = bought(ADA, 'o-7', 6, 1_000);
const events: readonly Envelope[] = [
  anEvent(customerUpserted, {
    time: january(1),
    data: { customerId: ADA, birthDate: '1815-12-10', attributes: { tutor: 'Somerville' } },
  }),
  bought('ben', 'o-2', 1, 20_000),
  anEvent(referralCreated, {
    time: january(1),
    data: {
      ...{ referrerId: 'anna', refereeId: ADA, code: 'FRIEND-OF-ADA' },
      ...{ deviceDigest: 'device-5b21', addressDigest: 'address-77c0' },
    },
  }),
  bought(ADA, 'o-1', 2, 10_000),
  anEvent(reviewPublished, { time: january(3), data: { customerId: ADA, orderId: 'o-1', bodyDigest: 'body-31f9' } }),
  returned('o-1', 4, { customerId: ADA, reason: 'not for my mother' }),
  anEvent(engagementRecorded, { time: january(5), data: { customerId: ADA } }),
  returned('o-9', 5, { customerId: ADA, reason: 'engraved for Byron' }),
  { ...refusable, data: { ...refusable.data, totalMinor: -1, email: 'ada@example.org' } },
  bought(OLD, 'o-5', 2, 3_000),
];
const merged = anEvent(customerMerged, { time: january(7), data: { fromCustomerId: OLD, intoCustomerId: ADA } });
const erased = anEvent(customerErased, { time: january(8), data: { customerId: ADA } });
const all = [...events, merged, erased];

const KEY = newSigningKey();

/** A ledger on an empty database and topics of its own. */
class Installation {
  private constructor(
    private readonly database: FreshDatabase,
    private readonly programmes: ProgrammeStore,
    readonly service: ServiceOnKafka,
  ) {}

  static async start(): Promise<Installation> {
    const database = await ledgerDatabase({ keys: () => trustedKeysOf(KEY.publicKeyPem) });
    const programmes = await startProgramme(database.db, { document, file, now: NOW });
    const service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [loyaltyCustomerErased.topic, pointsAdjusted.topic, 'loyalty.quarantine'],
      databaseUrl: database.url,
      handler: () => new LedgerChunkHandler(programmes),
      clock: () => NOW,
    });
    return new Installation(database, programmes, service);
  }

  get db(): Database {
    return this.database.db;
  }

  async take(...chunks: readonly (readonly Envelope[])[]): Promise<void> {
    for (const chunk of chunks) {
      await this.service.send(chunk);
      await this.service.settled();
    }
  }

  /** Every row of every table as text; bytes as text too. */
  async dump(): Promise<string> {
    const tables = await this.db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(15);
    const rows: string[] = [];
    for (const { name } of tables) {
      for (const { row } of await this.db.query<{ row: string }>(`select t::text as row from ${name} t`))
        rows.push(`${name}: ${row}`);
    }
    return rows
      .join('\n')
      .replaceAll(/\\x([0-9a-f]*)/g, (_all, hex: string) => Buffer.from(hex, 'hex').toString('utf8'));
  }

  async personal(): Promise<string[]> {
    const dump = await this.dump();
    return PERSONAL.filter((each) => dump.includes(each));
  }

  /** What the programme's own accounts hold, and how many transfers it took. */
  async totals(): Promise<Record<string, bigint>> {
    const rows = await this.db.query<{ account: string; points: bigint }>(
      `select ledger_account as account, sum(points)::int8 as points from system_posting group by 1
        union all select 'transfers', count(*) from transfer order by 1`,
    );
    return Object.fromEntries(rows.map(({ account, points }) => [account, points]));
  }

  async available(customerId: string): Promise<number | undefined> {
    const view = await viewMember(this.db, this.programmes.lastRead, customerId, { at: NOW, by: 'event' });
    return view && Number(view.balance.available);
  }

  async isSound(): Promise<void> {
    expect(await verifyLedger(this.db)).toMatchObject({ ok: true });
    for (let signed: unknown = true; signed;)
      signed = await sealNext(this.db, { key: KEY, source: '/perennial/ledger', now: NOW });
    expect(await verifySeals(this.db, trustedKeysOf(KEY.publicKeyPem), {})).toMatchObject({ ok: true });
  }

  reasons(): Promise<{ reason: string; rows: bigint }[]> {
    return this.db.query('select reason, count(*) as rows from quarantine group by 1 order by 1');
  }

  async stop(): Promise<void> {
    await this.service.end();
    await this.database.drop();
  }
}

const TOLD: readonly string[] = [loyaltyCustomerErased.type, pointsAdjusted.type];

describe('a customer who is forgotten', () => {
  let live: Installation;
  let totals: Record<string, bigint>;
  beforeAll(async () => {
    live = await Installation.start();
  });
  afterAll(() => live?.stop());

  it('is in the database before, with everything that has to be kept until then', async () => {
    await live.take(events.slice(0, 3), events.slice(3), [merged]);
    const request = { operation: 'POST /v1/members/:id/redemptions', params: { id: ADA }, key: 'k-1', body: {} };
    await runCommand(live.db, request, NOW, async () => ({ status: 201, body: { customerId: ADA } }));
    const other = { operation: 'POST /v1/members/:id/transfers', params: { id: 'ben' }, key: 'k-1', body: {} };
    await runCommand(live.db, other, NOW, async () => ({ status: 201, body: { to: ADA, points: 5 }, names: [ADA] }));
    const about = {
      ...{ adjustmentId: randomUUID(), account: (await findAccount(live.db, ADA)) ?? '', points: 5n },
      byHand: { kind: 'adjustment', points: 5n, reason: 'called Mrs Byron' },
    } as const;
    await live.db.transaction(async (tx) => {
      await insertAdjustment(tx, { ...about, bucket: 0, at: NOW, proposedBy: 'zoe', needsApproval: true });
      const step = { action: 'adjustment.proposed', after: 'waiting', by: 'zoe' } as const;
      await writeAboutAdjustment({ tx, clock: () => NOW, actor: 'zoe' }, about, step);
    });
    expect([await live.available(ADA), await live.available(OLD), await live.available('anna')]).toEqual([47, 0, 50]);
    expect(await live.reasons()).toEqual([{ reason: 'INVALID_DATA', rows: 1n }]);
    expect(await live.personal()).toEqual([ADA, OLD, 'ada@example.org', 'engraved for Byron', 'called Mrs Byron']);
    await live.isSound();
  });

  it('leaves nothing in any table: no id, nothing that was written, under no record merged into theirs', async () => {
    await live.take([erased]);
    expect(await live.personal()).toEqual([]);
    expect([await live.available(ADA), await live.available(OLD)]).toEqual([undefined, undefined]);
    expect(await live.db.query('select count(*) from parked_event')).toEqual([{ count: 0n }]);
    expect(
      await live.db.query(
        'select reason, key, value, headers, length(value_digest) as digest from quarantine order by 1',
      ),
    ).toEqual([
      { reason: 'INVALID_DATA', key: null, value: null, headers: [], digest: 32 },
      { reason: 'SUBJECT_ERASED', key: null, value: null, headers: expect.any(Array), digest: 32 },
    ]);
    expect(await live.db.query('select operation, answer from idempotency_key order by 1')).toEqual([
      { operation: 'POST /v1/members/:id/redemptions', answer: null },
      { operation: 'POST /v1/members/:id/transfers', answer: null },
    ]);
  });

  it('leaves books that balance, seals that verify, and what others have', async () => {
    await live.isSound();
    totals = await live.totals();
    expect(totals['breakage']).toBe(47n);
    expect([await live.available('ben'), await live.available('anna')]).toEqual([20, 50]);
  });

  it('is told of once per record, and of the points that went', async () => {
    const types = (key: string) =>
      live.service.published
        .filter((record) => String(record.key) === key)
        .map(({ headers }) => String(headers['ce_type']))
        .filter((type) => TOLD.includes(type))
        .toSorted();
    await until('the receipts are read', () => types(OLD).length > 0 && types(ADA).length > 1);
    expect(types(ADA)).toEqual([loyaltyCustomerErased.type, pointsAdjusted.type]);
    expect(types(OLD)).toEqual([loyaltyCustomerErased.type]);
  });

  it('comes back neither by a replay of everything, in any order, nor by anything new: only digests are kept', async () => {
    await live.take(all, all.toReversed());
    const late = [
      bought(ADA, 'o-20', 1, 9_900),
      returned('o-20', 9, { reason: 'engraved for Byron' }),
      returned('o-1', 9, { reason: 'not for my mother' }),
      anEvent(referralCreated, { time: january(1), data: { referrerId: ADA, refereeId: 'ben' } }),
      anEvent(referralCreated, { time: january(1), data: { referrerId: 'ben', refereeId: OLD } }),
      anEvent(customerUpserted, { data: { customerId: OLD, birthDate: '1815-12-10' } }),
    ];
    await live.take(late, all);
    expect(await live.personal()).toEqual([]);
    expect(await live.totals()).toEqual(totals);
    expect([await live.available(ADA), await live.available(OLD), await live.available('ben')]).toEqual([
      undefined,
      undefined,
      20,
    ]);
    await live.isSound();
    const copies = () =>
      live.service.published.filter(({ headers }) => String(headers['perennial_reason']) === 'SUBJECT_ERASED');
    await until('the copies are read', () => copies().length > late.length);
    for (const { key, value, headers } of copies()) {
      expect([key, value]).toEqual([null, null]);
      expect(PERSONAL.filter((each) => JSON.stringify(headers).includes(each))).toEqual([]);
    }
  });
});

describe('a replay of everything into an empty database', () => {
  let empty: Installation;
  beforeEach(async () => {
    empty = await Installation.start();
  });
  afterEach(() => empty?.stop());

  it('ends with nothing of the customer, and with the same for everybody else', async () => {
    await empty.take(events, [merged], [erased]);
    expect(await empty.personal()).toEqual([]);
    expect(await empty.totals()).toMatchObject({ breakage: 47n });
    expect([await empty.available('ben'), await empty.available('anna')]).toEqual([20, 50]);
    await empty.isSound();
  });

  it('with the erasure first never has anything of them', async () => {
    const others = events.filter(({ subject }) => subject !== OLD);
    await empty.take([erased], others.toReversed(), others);
    expect(await empty.personal()).toEqual([]);
    expect([await empty.available(ADA), await empty.available('ben')]).toEqual([undefined, 20]);
    expect(await empty.totals()).toMatchObject({ issuance: -20n, transfers: 1n });
    await empty.isSound();
  });
});
