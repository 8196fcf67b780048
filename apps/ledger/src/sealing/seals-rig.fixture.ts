import { generateKeyPairSync, randomUUID } from 'node:crypto';

import { identityOf, type CheckpointSigned } from '@perennial/contracts';
import { Database, type Tx } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { writeAuditEntry, type DoneByHand } from '../audit-log/write-audit-entry.js';
import { migrations } from '../migrations/index.js';
import { checkpointData } from './checkpoint-message.js';
import type { SealedBooking } from './domain/checkpoint.js';
import type { SealedTransfer } from './domain/sealed-transfer.js';
import { insertBooking } from './queries/insert-booking.js';
import { sealNext } from './seal-next.js';
import type { SignedCheckpoint } from './signed-checkpoint.js';
import { signingKeyOf, trustedKeysOf, type SigningKey } from './signing-key.js';
import { verifySeals, type SealVerification } from './verify/verify-seals.js';

const INSERT = /* sql */ `
  insert into transfer (account, number, transfer_id, debit, credit, points, unit, kind, rule, thing, programme_version,
                        partner_id, cause_source, cause_id, occurred_at, booked_at, member_sequence, booking_id, position, bucket)
  select account, number, transfer_id, 'issuance', 'available', points, 'points', 'accrual', 'purchase', thing, 1, partner_id,
         '/shop', cause_id, occurred_at, $8, member_sequence, $9, place - 1, 0
    from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::int8[], $5::text[], $6::text[], $7::timestamptz[], $10::int8[],
                $11::text[])
         with ordinality as t (account, number, transfer_id, points, thing, cause_id, occurred_at, member_sequence, partner_id, place)`;

export const newSigningKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

export const NOW = new Date('2027-03-01T10:00:00.123Z');
export const SOURCE = '/perennial/ledger';

/** A ledger's database with nothing in it but transfers, bookings and seals, for specs. */
export class SealsRig {
  readonly key = newSigningKey();
  readonly trusted = trustedKeysOf(this.key.publicKeyPem);
  readonly accounts = Array.from({ length: 3 }, () => randomUUID());
  private readonly numbers = new Map<string, bigint>();
  private acts = 0;

  private constructor(
    readonly database: FreshDatabase,
    /** As a superuser: whoever owns the server can do this. */
    readonly owner: Database,
  ) {}

  static async start(): Promise<SealsRig> {
    const database = await freshDatabase('ledger', migrations);
    const owner = await Database.connect({ url: database.ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
    return new SealsRig(database, owner);
  }

  get db(): Database {
    return this.database.db;
  }

  /** Books `count` transfers in one transaction, over the accounts in turn. @returns the booking's id */
  async book(count: number, accounts: readonly string[] = this.accounts): Promise<string> {
    const bookingId = randomUUID();
    const transfers = Array.from({ length: count }, (_, i) => this.nextTransfer(accounts[i % accounts.length] ?? ''));
    await this.db.transaction(async (tx) => {
      await insertTransfers(tx, transfers, bookingId);
      await takeIn(tx, transfers);
      await insertBooking(tx, { bookingId, transfers, bookedAt: NOW });
    });
    return bookingId;
  }

  async seal(key: SigningKey = this.key, db: Database = this.db): Promise<SignedCheckpoint | undefined> {
    return sealNext(db, { key, source: SOURCE, now: NOW });
  }

  verify(published?: readonly CheckpointSigned[]): Promise<SealVerification> {
    return verifySeals(this.db, this.trusted, { published });
  }

  /** Has somebody do something by hand that books nothing. */
  async act(done: Partial<DoneByHand> = {}, { actor = 'ann', db = this.db } = {}): Promise<void> {
    this.acts += 1;
    const something = { action: 'household.left', thing: `household:h-${this.acts}`, after: { members: [] } } as const;
    await db.transaction((tx) =>
      writeAuditEntry({ tx, clock: () => NOW, actor }, { accounts: this.accounts, ...something, ...done }),
    );
  }

  /** As a mistake in the code would. */
  skipNumber(account: string): void {
    this.numbers.set(account, (this.numbers.get(account) ?? 0n) + 1n);
  }

  /** What waits to be sealed; it goes on waiting. */
  async unsealed(): Promise<SealedBooking[]> {
    const rows = await this.db.query<{ booking_id: string; transfers: number; root: Buffer; booked_at: Date }>(
      'select booking_id, transfers, root, booked_at from booking join unsealed_booking using (booking_id)',
    );
    return rows.map(({ booking_id, booked_at, ...row }) => ({
      ...row,
      bookingId: booking_id,
      bookedAt: booked_at.getTime(),
    }));
  }

  /** Changes rows past triggers and rights. */
  async tamper(...statements: readonly string[]): Promise<void> {
    await this.owner.query('set session_replication_role = replica');
    for (const statement of statements) await this.owner.query(statement);
    await this.owner.query('set session_replication_role = origin');
  }

  async stop(): Promise<void> {
    await this.owner.close();
    await this.database.drop();
  }

  private nextTransfer(account: string): SealedTransfer {
    const number = (this.numbers.get(account) ?? 0n) + 1n;
    this.numbers.set(account, number);
    return {
      account,
      number,
      transferId: randomUUID(),
      debit: 'issuance',
      credit: 'available',
      points: 10n + number,
      unit: 'points',
      kind: 'accrual',
      rule: 'purchase',
      thing: `order:ö-${number}`,
      programmeVersion: 1,
      partnerId: number % 2n === 0n ? 'fuel' : null,
      causeSource: '/shop',
      causeId: `event-${number}`,
      occurredAt: NOW.getTime() - Number(number),
      bookedAt: NOW.getTime(),
      memberSequence: number % 3n === 0n ? null : number,
    };
  }
}

export const publishedOf = (...checkpoints: readonly (SignedCheckpoint | undefined)[]): CheckpointSigned[] =>
  checkpoints.flatMap((checkpoint) => (checkpoint ? [checkpointData(checkpoint)] : []));

async function insertTransfers(tx: Tx, transfers: readonly SealedTransfer[], bookingId: string): Promise<void> {
  await tx.query(INSERT, [
    transfers.map(({ account }) => account),
    transfers.map(({ number }) => number),
    transfers.map(({ transferId }) => transferId),
    transfers.map(({ points }) => points),
    transfers.map(({ thing }) => thing),
    transfers.map(({ causeId }) => causeId),
    transfers.map(({ occurredAt }) => new Date(occurredAt).toISOString()),
    NOW,
    bookingId,
    transfers.map(({ memberSequence }) => memberSequence),
    transfers.map(({ partnerId }) => partnerId),
  ]);
}

const TAKE_IN = /* sql */ `
  insert into inbox (event_key, payload_digest, data_digest, bucket, topic, partition, record_offset)
  select event_key, event_key, event_key, 0, 'test', 0, 0 from unnest($1::uuid[]) as cause (event_key)
  on conflict do nothing`;

/** What caused them, as the delivery would. */
async function takeIn(tx: Tx, transfers: readonly SealedTransfer[]): Promise<void> {
  await tx.query(TAKE_IN, [transfers.map(({ causeSource: source, causeId: id }) => identityOf({ source, id }))]);
}
