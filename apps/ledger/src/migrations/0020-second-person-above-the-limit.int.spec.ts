import { randomUUID } from 'node:crypto';

import { Database, migrate } from '@perennial/persistence';
import { freshDatabase, type FreshDatabase } from '@perennial/testing';

import { documentOf, jewellerWith } from '../programme/programme-rig.fixture.js';
import { migrations } from './index.js';

const REFUSED = { code: '23514' };
/** 500 points at first, 200 from April on, which is applied in March; 1,000 from May on. */
const APPLIED = '2027-03-01T00:00:00Z';
const LOWER = '2027-04-01T00:00:00Z';
const HIGHER = '2027-05-01T00:00:00Z';

describe('the limit above which a second person approves, for whoever writes SQL as the service', () => {
  let fresh: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    const before = migrations.filter(({ scope, number }) => scope !== 'ledger' || number < 20);
    fresh = await freshDatabase('ledger', before);
    db = fresh.db;
    const limit = (points: number) => ['approvalAbovePoints: 500', `approvalAbovePoints: ${points}`] as const;
    await db.query(
      `insert into programme_version (version, programme_id, effective_from, applied_at, document)
       values (1, 'jeweller', null, '2027-01-01T00:00:00Z', $1), (2, 'jeweller', $3, $4, $2)`,
      [documentOf('jeweller'), jewellerWith(2, limit(200)), LOWER, APPLIED],
    );
    await migrate({ ownerUrl: fresh.ownerUrl, migrations });
    await db.query(
      `insert into programme_version (version, programme_id, effective_from, applied_at, document, approval_above_points)
       values (3, 'jeweller', $2, $3, $1, 1000)`,
      [jewellerWith(3, limit(1000)), HIGHER, APPLIED],
    );
  });
  afterAll(() => fresh?.drop());

  async function propose(
    points: number | bigint,
    at: string,
    kind = 'adjustment',
    needsApproval = false,
  ): Promise<string> {
    const adjustmentId = randomUUID();
    await db.query(
      `insert into adjustment (adjustment_id, account, bucket, kind, points, expires_at, proposed_by, proposed_at, needs_approval)
       values ($1, gen_random_uuid(), 0, $2, $3, case $2 when 'extension' then timestamptz '2029-01-01T00:00:00Z' end, 'zoe', $4, $5)`,
      [adjustmentId, kind, points, at, needsApproval],
    );
    return adjustmentId;
  }

  it.each([
    ['from always on', '2027-03-15T00:00:00Z', 500],
    ['until the next version begins', '2027-03-31T23:59:59.999Z', 500],
    ['from its instant on', LOWER, 200],
    ['until the last one begins', '2027-04-30T23:59:59.999Z', 200],
    ['from there on', HIGHER, 1_000],
  ])(
    'is that of the version in force, %s: at it one person is enough, above it not, either sign',
    async (_when, at, limit) => {
      for (const points of [limit, -limit]) await propose(points, at);
      for (const points of [limit + 1, -limit - 1, 100_000])
        await expect(propose(points, at)).rejects.toMatchObject(REFUSED);
      for (const points of [limit + 1, -limit - 1]) await propose(points, at, 'adjustment', true);
    },
  );

  it('holds for points brought back and for dates that are extended', async () => {
    for (const kind of ['reinstatement', 'extension']) {
      await propose(200, LOWER, kind);
      await expect(propose(201, LOWER, kind)).rejects.toMatchObject(REFUSED);
    }
  });

  it('is refused for the most and the least that a number can be', async () => {
    for (const points of [2n ** 63n - 1n, -(2n ** 63n)])
      await expect(propose(points, LOWER)).rejects.toMatchObject(REFUSED);
  });

  it('of what waits is lifted by a second person, and by nobody else', async () => {
    const adjustmentId = await propose(100_000, LOWER, 'adjustment', true);
    const approve = (by: string) =>
      db.query(
        `insert into adjustment_verdict (adjustment_id, bucket, proposed_by, approved, decided_by, decided_at)
         values ($1, 0, '', true, $2, now()) returning approved`,
        [adjustmentId, by],
      );
    await expect(approve('zoe')).rejects.toMatchObject(REFUSED);
    expect(await approve('ben')).toEqual([{ approved: true }]);
  });

  it('cannot be gone around by changing versions, rows or triggers, nor by a table of the same name', async () => {
    for (const sql of [
      'update programme_version set approval_above_points = 1000000',
      'update adjustment set points = 100000',
      'alter table adjustment disable trigger adjustment_is_held_to_limit',
      'drop function hold_to_limit cascade',
      `set session_replication_role = replica`,
    ])
      await expect(db.query(sql)).rejects.toMatchObject({ code: '42501' });
    // A database that somebody brought may allow it.
    const owner = await Database.connect({ url: fresh.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
    await owner.query(
      `do $$ begin execute format('grant temporary on database %I to %I', current_database(), current_database()); end $$`,
    );
    await owner.close();
    await db.transaction(async (tx) => {
      await tx.query(`create temporary table programme_version on commit drop as select 1 as version, null::timestamptz as effective_from,
                             now() as applied_at, 1000000 as approval_above_points`);
      await tx.query('savepoint before');
      const attempt = tx.query(
        `insert into adjustment (adjustment_id, account, bucket, kind, points, proposed_by, proposed_at, needs_approval)
         values (gen_random_uuid(), gen_random_uuid(), 0, 'adjustment', 1001, 'zoe', $1, false)`,
        [HIGHER],
      );
      await expect(attempt).rejects.toMatchObject(REFUSED);
      await tx.query('rollback to before');
    });
  });

  it('does not go back to a time before the latest version was applied, in which more was allowed', async () => {
    await db.query(
      `insert into programme_version (version, programme_id, effective_from, applied_at, document, approval_above_points)
       values (4, 'jeweller', $2, $2, $1, 100)`,
      [jewellerWith(4), '2027-06-01T00:00:00Z'],
    );
    await expect(propose(101, HIGHER)).rejects.toMatchObject(REFUSED);
    await propose(100, HIGHER);
  });
});

describe('a database without a programme', () => {
  it('has no limit, and posts nothing without a second person', async () => {
    const fresh = await freshDatabase('ledger', migrations);
    try {
      const insert = fresh.db.query(
        `insert into adjustment (adjustment_id, account, bucket, kind, points, proposed_by, proposed_at, needs_approval)
         values (gen_random_uuid(), gen_random_uuid(), 0, 'adjustment', 1, 'zoe', now(), false)`,
      );
      await expect(insert).rejects.toMatchObject(REFUSED);
    } finally {
      await fresh.drop();
    }
  });
});
