import { Database } from '@perennial/persistence';

import { writeAuditEntry } from '../audit-log/write-audit-entry.js';
import { sealChecks } from '../sealing/verify/differences.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { CommandsRig } from './commands-rig.fixture.js';

let rig: CommandsRig;
let owner: Database;
/** Of what was done: `decided` has a verdict, `alone` needed none. */
const ids: Record<string, string> = {};
beforeAll(async () => {
  rig = await CommandsRig.start();
  owner = await Database.connect({ url: rig.database.ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
  await rig.earn('ada', 2_000);
  const adjust = async (name: string, points: number) => {
    const { body } = await rig.post('members/ada/adjustments', { points, reason: 'Goodwill' }, { actor: 'ann' });
    ids[name] = String(body['adjustmentId']);
  };
  const decide = (name: string, verb: string, actor: string) =>
    rig.post(`adjustments/${ids[name]}/${verb}`, verb === 'approve' ? {} : { reason: 'No' }, { actor });
  await adjust('alone', 5);
  for (const name of ['waiting', 'approved', 'declined', 'withdrawn']) await adjust(name, 600);
  await decide('approved', 'approve', 'ben');
  await decide('declined', 'decline', 'ben');
  await decide('withdrawn', 'decline', 'Ann');
  const extension = { expiresAt: '2029-01-01T00:00:00Z', expiringBy: '2028-12-01T00:00:00Z', reason: 'Goodwill' };
  await rig.post('members/ada/extensions', extension, { actor: 'ann' });
  await owner.query('create temporary table adjustment_kept as select * from adjustment');
  await owner.query('create temporary table adjustment_verdict_kept as select * from adjustment_verdict');
});
afterAll(async () => {
  await owner?.close();
  await rig?.stop();
});

async function tamper(...statements: readonly string[]): Promise<void> {
  await owner.query('set session_replication_role = replica');
  for (const statement of statements) await owner.query(statement);
  await owner.query('set session_replication_role = origin');
}

describe('adjustments and the audit log', () => {
  it('agree when nobody touched them, whatever became of each', async () => {
    const [{ count }] = (await owner.query('select count(*) from adjustment_verdict')) as [{ count: bigint }];
    expect(count).toBe(3n);
    expect(await verifySeals(rig.database.db, new Map())).toMatchObject({ ok: true });
  });

  const OTHER = 'is another one than the audit log tells of';
  const OTHERWISE = 'was decided in another way, or by another person, than the audit log tells';
  it.each([
    ['who proposed it', 'alone', `update adjustment set proposed_by = 'zoe' where points = 5`, OTHER],
    ['its points', 'alone', 'update adjustment set points = 6 where points = 5', OTHER],
    ['whose it is', 'alone', 'update adjustment set account = gen_random_uuid() where points = 5', OTHER],
    ['that it waits', 'waiting', 'update adjustment set needs_approval = false where {id}', OTHER],
    ['all of it', 'waiting', 'delete from adjustment where {id}', 'stands in the audit log, and is not there any more'],
    ['who approved it', 'approved', `update adjustment_verdict set decided_by = 'zoe' where {id}`, OTHERWISE],
    ['no to yes', 'declined', 'update adjustment_verdict set approved = true where {id}', OTHERWISE],
    [
      'that somebody approved it',
      'waiting',
      `insert into adjustment_verdict select adjustment_id, bucket, 'ann', true, 'zoe', now() from adjustment where {id}`,
      'was decided, and no entry of the audit log tells of it',
    ],
    [
      'that somebody declined it',
      'declined',
      'delete from adjustment_verdict where {id}',
      'was decided, as the audit log tells, and the decision is not there any more',
    ],
  ])('differ, by name, when somebody changes %s', async (_title, name, change, detail) => {
    await tamper(change.replace('{id}', `adjustment_id = '${ids[name]}'`));
    const verified = await verifySeals(rig.database.db, new Map());
    await tamper(
      ...['adjustment', 'adjustment_verdict'].flatMap((table) => [
        `delete from ${table}`,
        `insert into ${table} select * from ${table}_kept`,
      ]),
    );
    expect(verified.firstDifference).toEqual({
      check: sealChecks.adjustments,
      detail: `adjustment:${ids[name]} ${detail}`,
    });
    expect(await verifySeals(rig.database.db, new Map())).toMatchObject({ ok: true });
  });

  it.each([`thing = 'adjustment:x'`, `after = 'x'`, `after = '{"points":"x"}'`])(
    'are not asked for where the log itself was changed: %s',
    async (change) => {
      await owner.query('create temporary table audit_kept as select * from audit_entry');
      await tamper(`update audit_entry set ${change} where thing = 'adjustment:${ids['alone']}'`);
      const { firstDifference } = await verifySeals(rig.database.db, new Map());
      await tamper(
        'delete from audit_entry',
        'insert into audit_entry select * from audit_kept',
        'drop table audit_kept',
      );
      expect(firstDifference?.check).toBe(sealChecks.audit);
    },
  );

  it('differ when one was made without the log', async () => {
    await tamper(
      `insert into adjustment select 'ffffffff-0000-4000-8000-000000000000', account, bucket, kind, points, expires_at,
              expiring_by, proposed_by, proposed_at, needs_approval from adjustment where points = 5`,
    );
    const { firstDifference } = await verifySeals(rig.database.db, new Map());
    await tamper(`delete from adjustment where adjustment_id = 'ffffffff-0000-4000-8000-000000000000'`);
    expect(firstDifference?.detail).toMatch(/is there, and no entry of the audit log tells of it$/);
  });

  it('differ when the log goes on, hash by hash, with what nothing could have been', async () => {
    const forged = { action: 'adjustment.proposed', thing: 'adjustment:x', accounts: [], after: 'no JSON' } as const;
    await owner.transaction((tx) => writeAuditEntry({ tx, clock: rig.clock, actor: 'ann' }, forged));
    const { firstDifference } = await verifySeals(rig.database.db, new Map());
    await tamper(`delete from audit_entry where thing = 'adjustment:x'`);
    expect(firstDifference?.detail).toBe('adjustment:x stands in the audit log, and is not there any more');
  });
});
