import { purchaseCompleted } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { parseProgramme } from '@perennial/programme';
import { anEvent, someoneIsBlocked, until } from '@perennial/testing';

import { applyVersion } from '../programme/apply-version.js';
import { jewellerWith, ProgrammeRig } from '../programme/programme-rig.fixture.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { findMisfolded } from './find-misfolded.js';
import { findUncaused } from './find-uncaused.js';

const bought = (customerId: string, time: string) =>
  anEvent(purchaseCompleted, {
    ...{ id: `${customerId}-${time}`, time },
    data: { orderId: `${customerId}-${time}`, customerId, currency: 'USD', totalMinor: 10_000, lines: undefined },
  });

describe('a check during which a version is applied that corrects what lies ahead', () => {
  let rig: ProgrammeRig;
  let owner: Database;
  let version = 1;
  beforeAll(async () => {
    rig = await ProgrammeRig.start();
    owner = await Database.connect({ url: rig.database.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
    await rig.deliver(bought('ada', '2027-06-01T12:00:00Z'));
  });
  afterAll(async () => {
    await owner?.close();
    await rig?.stop();
  });

  /** Of each point that the version before gave, one more. */
  async function apply(tx: Parameters<typeof applyVersion>[0]): Promise<void> {
    version += 1;
    rig.now = new Date(rig.now.getTime() + 3_600_000);
    const document = jewellerWith(version, ['    points: 1\n', `    points: ${version}\n`]);
    const programme = parseProgramme(document, 'new.yaml');
    await applyVersion(tx, new ProgrammeStore(), { programme, document, clock: () => rig.now });
  }

  it.each([
    ['members folded again', 'balance', (db: Database) => findMisfolded(db, new ProgrammeStore())],
    ['causes of transfers', 'inbox', findUncaused],
  ])('raises no alarm about %s, nor about a purchase that came in behind it', async (_what, table, check) => {
    const { checking } = await owner.transaction(async (tx) => {
      // The check has begun, and waits where it reads this.
      await tx.query(`lock table ${table} in access exclusive mode`);
      const checking = check(rig.db);
      await until('the check waits', () => someoneIsBlocked(rig.db));
      await apply(tx);
      return { checking };
    });
    expect(await checking).toBeUndefined();
    await rig.deliver(bought('ada', `2027-06-01T13:00:0${version}Z`));
    expect(await check(rig.db)).toBeUndefined();
    const corrections = await rig.db.query(
      `select from transfer where cause_source = '/perennial/ledger' and programme_version = $1`,
      [version],
    );
    expect(corrections).not.toEqual([]);
  });
});
