import type { Database } from '@perennial/persistence';
import { describeTables, freshDatabase, type FreshDatabase } from '@perennial/testing';

import { migrations } from './index.js';

describeTables({
  service: 'ledger',
  migrations,
  memberFamily: ['adjustment_note', 'balance', 'fact', 'left_out', 'lot', 'member', 'mismatch', 'referral', 'transfer'],
  memberColumns: ['account', 'customer_id', 'referee', 'referrer'],
  // Seals take the transfers of a booking, statements those of a partner.
  reportsBy: ['transfer.booking_id', 'transfer.partner_id'],
  registries: [
    'adjustment',
    'adjustment_verdict',
    'due',
    'erased_subject',
    'household',
    'inbox',
    'parked_event',
    'redemption',
    'redemption_reversal',
    'repeat',
    'reservation',
    'review',
    'sale',
  ],
  ofTheDatabase: [
    'audit_entry',
    'booking',
    'checkpoint',
    'consumer_watermark',
    'idempotency_key',
    'lease',
    'outbox',
    'outbox_lease',
    'programme_version',
    'quarantine',
    'reconciliation_walk',
    'reward_taken',
    'sealed_booking',
    'system_posting',
    'unsealed_booking',
  ],
  ownWords: [
    'adjustment.kind',
    'adjustment_note.about',
    'consumer_watermark.owner',
    'mismatch.expected',
    'mismatch.stored',
    'outbox_lease.owner',
    'programme_version.document',
    'quarantine.detail',
    'quarantine.reason',
    'referral.verdict',
    'system_posting.ledger_account',
    'transfer.credit',
    'transfer.debit',
    'transfer.kind',
    'transfer.unit',
  ],
});

describe('the tables of the ledger', () => {
  let fresh: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    fresh = await freshDatabase('ledger', migrations);
    db = fresh.db;
  });
  afterAll(() => fresh?.drop());

  it('that change with every event have no index on what changes, and room to change in place', async () => {
    const indexes = await db.query<{ columns: string[] }>(
      `select array_agg(a.attname::text) as columns
         from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where c.relname = 'balance' group by i.indexrelid`,
    );
    expect(indexes).toEqual([{ columns: ['account'] }]);
    const [table] = await db.query<{ options: string[] }>(
      `select reloptions as options from pg_class where relname = 'balance'`,
    );
    expect(table?.options).toContain('fillfactor=70');
  });

  it('know a customer id in one place only', async () => {
    const rows = await db.query<{ table: string }>(
      `select table_name as table from information_schema.columns where column_name = 'customer_id' and table_schema = 'public'`,
    );
    expect(rows).toEqual([{ table: 'member' }]);
  });
});
