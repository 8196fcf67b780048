import { purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { jeweller, LedgerRig, NOW } from '../ledger-rig.fixture.js';

const JANUARY = '2027-01-05T10:00:00.000Z';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
  await rig.handle([
    anEvent(purchaseCompleted, { time: JANUARY, data: { customerId: 'ada', totalMinor: 1000, lines: undefined } }),
  ]);
});
afterAll(() => rig?.stop());

describe('what is booked', () => {
  it.each([
    'update transfer set points = points + 1',
    'delete from transfer',
    'truncate transfer',
    'update system_posting set points = 0',
    `update fact set data = '{}'`,
    'delete from fact',
    'delete from erased_subject',
    'update audit_entry set actor = null',
    'delete from audit_entry',
    'truncate audit_entry',
  ])('the service may not: %s', async (sql) => {
    await expect(rig.db.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'update transfer set points = points + 1',
    'delete from transfer',
    'truncate transfer',
    'delete from system_posting',
    `update fact set data = '{}'`,
    'delete from fact',
    'truncate fact',
    'delete from erased_subject',
    'update audit_entry set actor = null',
    'delete from audit_entry',
    'truncate audit_entry',
  ])('not even the owner of the tables may: %s', async (sql) => {
    await expect(rig.owner.query(sql)).rejects.toThrow(/append-only/);
  });

  it('has two postings per transfer that sum to 0', async () => {
    const [row] = await rig.db.query<{ postings: bigint; transfers: bigint; sum: bigint }>(
      `select count(*) as postings, (select count(*) from transfer) as transfers, sum(points)::int8 as sum from posting`,
    );
    expect(row?.postings).toBe(2n * (row?.transfers ?? 0n));
    expect(row?.sum).toBe(0n);
    expect(row?.transfers).toBeGreaterThan(0n);
  });

  it('carries the programme, both sides and both instants', async () => {
    const rows = await rig.db.query('select * from transfer');
    expect(rows).toEqual([
      expect.objectContaining({
        unit: jeweller.unit,
        programme_version: jeweller.version,
        occurred_at: new Date(JANUARY),
        booked_at: new Date(NOW),
        debit: 'issuance',
        credit: 'available',
        kind: 'accrual',
      }),
    ]);
  });
});
