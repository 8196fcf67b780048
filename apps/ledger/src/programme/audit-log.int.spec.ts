import { createHash } from 'node:crypto';

import { Database } from '@perennial/persistence';

import { ListAuditRoute } from '../audit-log/list-audit.route.js';
import { bought } from '../handlers/happenings.fixture.js';
import { ListProgrammeVersionsRoute } from '../routes/list-programme-versions.route.js';
import { sealChecks } from '../sealing/verify/differences.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { documentOf, jewellerWith, ProgrammeRig } from './programme-rig.fixture.js';

let rig: ProgrammeRig;
let owner: Database;
beforeEach(async () => {
  rig = await ProgrammeRig.start();
  owner = await Database.connect({ url: rig.database.ownerUrl, applicationName: 'test-tamper', poolSize: 1 });
});
afterEach(async () => {
  await owner?.close();
  await rig?.stop();
});

const audit = async () => (await new ListAuditRoute(rig.db).list({ limit: 200 })).items;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a version of the programme that is applied', () => {
  it('stands in the audit log with who did it, both documents and both starts; the list of versions has who', async () => {
    const second = jewellerWith(2, ['unit:', 'effectiveFrom: 2027-07-01T02:00:00+02:00\nunit:']);
    await rig.apply(second, { key: 'k-1', actor: 'ann' });
    await rig.apply(second, { key: 'k-1', actor: 'ann' });
    // It is there already: nothing was done.
    await rig.apply(second, { actor: 'ben' });
    await rig.apply(jewellerWith(1, ['    points: 1\n', '    points: 2\n']), { actor: 'ben' });
    const first = { version: 1, digest: digest(documentOf('jeweller')), effectiveFrom: null };
    expect(await audit()).toMatchObject([
      {
        ...{ number: 2, action: 'programme.applied', actor: 'ann', thing: 'programme:2', members: [] },
        ...{ before: first, after: { version: 2, digest: digest(second), effectiveFrom: '2027-07-01T00:00:00.000Z' } },
      },
      { number: 1, after: first },
    ]);
    const { items } = await new ListProgrammeVersionsRoute(rig.db).list();
    expect(items.map(({ version, appliedBy }) => [version, appliedBy])).toEqual([
      [1, undefined],
      [2, 'ann'],
    ]);
  });

  it('by a customer, whom the log knows as an account, is listed as by the customer', async () => {
    await rig.deliver(bought('c-1', 10_000, '2027-05-01T00:00:00Z'));
    await rig.apply(jewellerWith(2), { actor: 'c-1' });
    const { items } = await new ListProgrammeVersionsRoute(rig.db).list();
    expect(items.at(-1)).toMatchObject({ version: 2, appliedBy: 'c-1' });
  });

  it.each([
    [
      'a letter of its document',
      `update programme_version set document = document || ' ' where version = 2`,
      'has another',
    ],
    ['its start', `update programme_version set effective_from = '2027-01-01' where version = 2`, 'has another'],
    [
      'the limit of adjustments that the database holds to',
      'update programme_version set approval_above_points = 100000 where version = 2',
      'has another limit',
    ],
    ['all of it', 'delete from programme_version where version = 2', 'was applied, and is not there any more'],
  ])('is named by verify when somebody changes %s', async (_title, change, detail) => {
    await rig.apply(jewellerWith(2));
    await owner.query('create temporary table kept as select * from programme_version');
    await tamper(change);
    const verified = await verifySeals(rig.db, new Map());
    await tamper('delete from programme_version', 'insert into programme_version select * from kept');
    const expected = {
      check: sealChecks.documents,
      detail: expect.stringContaining(`programme:2 ${detail}`) as string,
    };
    expect(verified).toMatchObject({ ok: false, firstDifference: expected });
    expect(await verifySeals(rig.db, new Map())).toMatchObject({ ok: true });
  });

  it('is named by verify when nobody applied it', async () => {
    await tamper(`insert into programme_version select 2, programme_id, now(), now(), document from programme_version`);
    const { firstDifference } = await verifySeals(rig.db, new Map());
    await tamper('delete from programme_version where version = 2');
    expect(firstDifference?.detail).toBe(
      'programme:2 is there, and no entry of the audit log tells that it was applied',
    );
  });
});

async function tamper(...statements: readonly string[]): Promise<void> {
  await owner.query('set session_replication_role = replica');
  for (const statement of statements) await owner.query(statement);
  await owner.query('set session_replication_role = origin');
}
