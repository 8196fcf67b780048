import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { forgetRefused, holdForgetting } from './forget-refused.js';
import { messagingMigrations } from './migrations/index.js';
import { quarantine, type RefusedRecord } from './quarantine.js';
import type { QuarantineReason } from './slice.js';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase('probe', messagingMigrations);
});
afterAll(() => database?.drop());

let offset = 0n;
const refused = (
  value: string,
  reason: QuarantineReason,
  more: { key?: string; subject?: string } = {},
): RefusedRecord => ({
  topic: 'commerce.purchase',
  partition: 0,
  record: {
    offset: (offset += 1n),
    key: more.key === undefined ? null : Buffer.from(more.key),
    value: Buffer.from(value),
    headers: more.subject === undefined ? { trace: 't' } : { ce_subject: more.subject, trace: 't' },
  },
  refusal: { reason, detail: `something about ${value}`, id: 'e', source: '/shop' },
});

async function keptAfterForgetting(customerId: string, ...records: RefusedRecord[]) {
  await database.db.query('delete from quarantine');
  await quarantine(database.db, records, new Date(), { service: 'probe', topicPrefix: '' });
  await forgetRefused(database.db, customerId);
  const rows = await database.db.query<{
    kept: boolean;
    text: string;
    reason: string;
    digest: number;
    headers: unknown;
  }>(
    `select value is not null as kept, q::text as text, reason, length(value_digest) as digest, headers
       from quarantine q order by record_offset`,
  );
  for (const row of rows) {
    expect(row.digest).toBe(32);
    if (!row.kept) expect(row).toMatchObject({ headers: [], text: expect.not.stringContaining('something about') });
  }
  return rows.map(({ kept }) => kept);
}

function gate() {
  let resolve = (): void => {};
  const promise = new Promise<void>((open) => (resolve = open));
  return { promise, resolve };
}

describe('what refused records tell of a customer', () => {
  it('is forgotten wherever the customer is named, and however', async () => {
    expect(
      await keptAfterForgetting(
        'Zoë-1',
        refused('{"data":{"customerId":"Zo\\u00eb-1"}}', 'INVALID_DATA'),
        refused('{"data":{"customerId":"Zoë-1"}}', 'INVALID_DATA'),
        refused('{}', 'INVALID_DATA', { key: 'Zoë-1' }),
        refused('{}', 'INVALID_DATA', { subject: 'Zoë-1' }),
        refused('customer Zoë-1 says hello', 'NOT_JSON'),
        refused('{"data":{"referrerId":"ben","refereeId":"Zoë-1"}}', 'CUSTOMER_MISMATCH'),
      ),
    ).toEqual([false, false, false, false, false, false]);
  });

  it('is forgotten, too, where it is being refused at that moment', async () => {
    const { db } = database;
    await db.query('delete from quarantine');
    const written = gate();
    const mayCommit = gate();
    const refusing = db.transaction(async (tx) => {
      await holdForgetting(tx);
      const records = [refused('{"data":{"customerId":"Ann"}}', 'INVALID_DATA')];
      await quarantine(tx, records, new Date(), { service: 'probe', topicPrefix: '' });
      written.resolve();
      await mayCommit.promise;
    });
    await written.promise;
    const forgetting = db.transaction((tx) => forgetRefused(tx, 'Ann'));
    setTimeout(() => mayCommit.resolve(), 300);
    await Promise.all([refusing, forgetting]);
    const rows = await db.query<{ kept: boolean }>('select value is not null as kept from quarantine');
    expect(rows).toEqual([{ kept: false }]);
  });

  it('of others stays, also where they have the id for something else', async () => {
    expect(
      await keptAfterForgetting(
        '1',
        refused('{"data":{"customerId":"10","lines":[{"lineId":"1"}]}}', 'INVALID_DATA', { key: '10' }),
        refused('{"data":{"customerId":"1"}}', 'INVALID_DATA'),
      ),
    ).toEqual([true, false]);
  });

  it('is found of an id without a letter or digit too', async () => {
    expect(
      await keptAfterForgetting(
        '顧客',
        refused('{"data":{"customerId":"\\u9867\\u5ba2"}}', 'INVALID_DATA'),
        refused('{"data":{"customerId":"ben"}}', 'INVALID_DATA'),
      ),
    ).toEqual([false, true]);
  });
});
