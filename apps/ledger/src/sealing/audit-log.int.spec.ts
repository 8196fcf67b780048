import { randomUUID } from 'node:crypto';

import { Database } from '@perennial/persistence';

import { auditEntryLeaf, NO_ENTRY_BEFORE } from './domain/sealed-audit-entry.js';
import { insertAuditEntry } from '../audit-log/queries/insert-audit-entry.js';
import { SELECT_AUDIT_ENTRIES, type AuditEntryRow } from './queries/audit-entry-row.js';
import { publishedOf, SealsRig } from './seals-rig.fixture.js';
import { sha256 } from './sha256.js';
import { sealChecks, type SealCheck } from './verify/differences.js';

/** Five entries: three sealed by the first checkpoint beside a booking, one by the second alone; the fifth waits. */
let rig: SealsRig;
beforeEach(async () => {
  rig = await SealsRig.start();
  await rig.book(2);
  for (const actor of ['ann', 'ben', 'cleo']) await rig.act({}, { actor });
  await rig.seal();
  await rig.act({ before: { members: rig.accounts } });
  await rig.seal();
  await rig.act();
});
afterEach(() => rig?.stop());

async function expectFound(check: SealCheck, detail: string | RegExp): Promise<void> {
  const { ok, firstDifference } = await rig.verify();
  expect(firstDifference).toEqual({ check: sealChecks[check], detail: expect.stringMatching(detail) });
  expect(ok).toBe(false);
}

/** As the table has them, but with other columns: hashes computed anew by whoever knows how. */
async function rewrite(change: (rows: AuditEntryRow[]) => AuditEntryRow[]): Promise<void> {
  const rows = change(await rig.owner.query<AuditEntryRow>(`${SELECT_AUDIT_ENTRIES} order by number`));
  await rig.tamper('delete from audit_entry');
  let previous = NO_ENTRY_BEFORE as Buffer;
  for (const [index, row] of rows.entries()) {
    const entry = { ...row, number: BigInt(index + 1) };
    previous = sha256(auditEntryLeaf(entry, previous));
    await insertAuditEntry(rig.owner, { ...entry, hash: previous });
  }
}

const OTHER = 'is not what was written, or does not follow the one that stands before it';

describe('the audit log', () => {
  it('that nobody touched raises no alarm, sealed with bookings, alone, or not yet; nothing new is sealed twice', async () => {
    expect(await rig.verify()).toMatchObject({ ok: true, auditEntries: 5n, checkpoints: 2n });
    expect(await rig.seal()).toMatchObject({ number: 3n, auditEntry: 5n, bookings: 1n, transfers: 2n });
    expect(await rig.seal()).toBeUndefined();
    await rig.book(1);
    expect(await rig.seal()).not.toHaveProperty('auditEntry');
    expect(await rig.verify()).toMatchObject({ ok: true, auditEntries: 5n, checkpoints: 4n });
  });

  it.each([
    ['who acted', `actor = 'zoe'`],
    ['that somebody was named', 'actor = null'],
    ['what it came to', `after = '{"members":["somebody"]}'`],
    ['what there was, to nothing', 'before = null'],
    ['a space in what it came to', `after = after || ' '`],
    ['what was done', `action = 'household.formed'`],
    ['what it is about', `thing = 'household:other'`],
    ['whom it concerns', 'accounts = accounts[2:3]'],
    ['a microsecond of its instant', `at = at + interval '1 microsecond'`],
    ['its instant to one without end', `at = 'infinity'`],
  ])('has the entry named in which somebody changed %s', async (_title, change) => {
    await rig.tamper(`update audit_entry set ${change} where number = 4`);
    await expectFound('audit', /entry 4 of the audit log \(household\..*, household:/);
  });

  it('has the entry named that waits to be sealed and was changed', async () => {
    await rig.tamper(`update audit_entry set actor = 'zoe' where number = 5`);
    await expectFound('audit', 'entry 5 of the audit log');
  });

  it('has the last entry named, deleted after it was sealed, also when another one takes its number', async () => {
    await rig.tamper('delete from audit_entry where number >= 4');
    await expectFound('sealed', 'entry 4 of the audit log, sealed by checkpoint 2, is not there any more');
    await rig.act({ thing: 'household:instead' });
    await expectFound('sealed', 'checkpoint 2 was made of .* or of another entry 4 of the audit log');
  });

  it('has an entry from the middle named that was deleted', async () => {
    await rig.tamper('delete from audit_entry where number = 2');
    await expectFound('audit', 'entry 2 of the audit log is missing: 1 is followed by 3');
  });

  it('has the first entry named that was deleted', async () => {
    await rig.tamper('delete from audit_entry where number = 1');
    await expectFound('audit', 'entry 1 of the audit log is missing: the first one is 2');
  });

  it('has the place named at which the others closed up behind one that was deleted', async () => {
    await rig.tamper(
      'delete from audit_entry where number = 2',
      'update audit_entry set number = number - 1 where number = 3',
      'update audit_entry set number = number - 1 where number = 4',
      'update audit_entry set number = number - 1 where number = 5',
    );
    // The checkpoints are not in the way: the first one names entry 3, which is another one now.
    await expectFound('sealed', 'another entry 3 of the audit log');
    await rig.tamper('update checkpoint set audit_entry = audit_entry - 1');
    await expectFound('audit', `entry 2 of the audit log .* ${OTHER}`);
  });

  it('has an entry named that was inserted in between, or at the end', async () => {
    const copy = (number: number, of: number) =>
      `insert into audit_entry select ${number}, action, 'zoe', at, thing, accounts, before, after, hash
         from audit_entry where number = ${of}`;
    await rig.tamper(copy(6, 5));
    await expectFound('audit', `entry 6 of the audit log .* ${OTHER}`);
    await rig.tamper('delete from audit_entry where number >= 5', copy(5, 3));
    await expectFound('audit', `entry 5 of the audit log .* ${OTHER}`);
  });

  it('has the first of two entries named that changed places', async () => {
    await rig.tamper(
      'update audit_entry set number = 99 where number = 1',
      'update audit_entry set number = 1 where number = 2',
      'update audit_entry set number = 2 where number = 99',
    );
    await expectFound('audit', `entry 1 of the audit log .* ${OTHER}`);
  });

  it.each<[string, (rows: AuditEntryRow[]) => AuditEntryRow[], string]>([
    ['changed', ([one, ...rest]) => [{ ...one!, actor: 'zoe' }, ...rest], 'another entry 3'],
    ['deleted', (rows) => rows.slice(1), 'another entry 3'],
    ['inserted', ([one, ...rest]) => [one!, { ...one!, thing: 'household:more' }, ...rest], 'another entry 3'],
    ['moved', ([one, two, ...rest]) => [two!, one!, ...rest], 'another entry 3'],
    ['deleted at the end', (rows) => rows.slice(0, 3), 'entry 4 .* sealed by checkpoint 2, is not there any more'],
  ])(
    'of which one entry was %s, and every hash computed anew, is not what a checkpoint sealed',
    async (_title, change, detail) => {
      await rewrite(change);
      await expectFound('sealed', detail);
    },
  );

  it('is missed by a checkpoint that is made to look as if it had sealed none of it', async () => {
    await rig.tamper(
      'update checkpoint set audit_entry = null where number = 2',
      'delete from audit_entry where number > 3',
    );
    await expectFound('sealed', 'checkpoint 2 was made of other bookings');
  });

  it('sealed and published, tells of a ledger that was set back before the entry', async () => {
    const published = publishedOf(await rig.seal());
    await rig.tamper('delete from checkpoint where number = 3', 'delete from audit_entry where number = 5');
    expect(await rig.verify()).toMatchObject({ ok: true });
    expect((await rig.verify(published)).firstDifference).toEqual({
      check: sealChecks.published,
      detail: expect.stringContaining('checkpoint 3 was published, and is not in the ledger'),
    });
  });
});

describe('ten writers from two processes at once, while it is sealed', () => {
  it('make one chain of 100 entries, and none of them is lost or doubled', async () => {
    const other = await Database.connect({ url: rig.database.url, applicationName: 'test-second' });
    const things = Array.from({ length: 10 }, () => Array.from({ length: 10 }, () => `household:${randomUUID()}`));
    let writing = true;
    const written = Promise.all(
      things.map(async (own, writer) => {
        for (const thing of own) await rig.act({ thing }, { db: writer % 2 === 0 ? rig.db : other });
      }),
    ).finally(() => (writing = false));
    const seal = async () => {
      while (writing) await rig.seal();
    };
    await Promise.all([written, seal()]);
    await rig.seal();
    await other.close();
    expect(await rig.verify()).toMatchObject({ ok: true, auditEntries: 105n });
    const rows = await rig.db.query<{ thing: string }>(
      'select thing from audit_entry where number > 5 order by number',
    );
    expect(rows.map(({ thing }) => thing).toSorted()).toEqual(things.flat().toSorted());
    // Each writer's stand in the order in which it wrote them.
    for (const own of things) expect(rows.map(({ thing }) => thing).filter((each) => own.includes(each))).toEqual(own);
  });
});
