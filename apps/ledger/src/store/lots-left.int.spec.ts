import { bought, FEBRUARY, JANUARY, someone } from '../handlers/happenings.fixture.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { findAccount } from './queries/find-account.js';
import { lockMembers } from './queries/lock-members.js';
import { verifyLedger } from './queries/verify-ledger.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
});

/** Of January's points. */
const GONE = Date.parse('2028-02-01T00:00:00Z');

async function accountOf(customerId: string): Promise<string> {
  return (await findAccount(rig.db, customerId)) ?? '';
}

/** What a chunk finds of a member's lots, which may pass time up to an instant. */
async function lotsFor(customerId: string, until: number, { lots = false, histories = [] as string[] } = {}) {
  const account = await accountOf(customerId);
  const programmes = await rig.programmes.inForce(rig.db);
  const members = await rig.db.transaction((tx) =>
    lockMembers(tx, [account], programmes, { lots, histories: new Set(histories), until }),
  );
  return members.get(account)?.state.lots;
}

async function dueAt(customerId: string): Promise<Date | undefined> {
  const [row] = await rig.db.query<{ at: Date }>('select at from due where account = $1', [
    await accountOf(customerId),
  ]);
  return row?.at;
}

describe('lots of a member', () => {
  it('are not loaded until one of them is due, and count all the same', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 10_000, JANUARY)]);
    await rig.handle([bought(ada, 5_000, FEBRUARY)]);
    const kept = await lotsFor(ada, GONE - 1);
    expect(kept?.elsewhere).toEqual({ available: 15n, pending: 0n, nextAt: GONE, dated: true });
    expect(kept?.available).toBe(15n);
    const loaded = await lotsFor(ada, GONE);
    expect([loaded?.elsewhere, loaded?.size, loaded?.available]).toEqual([undefined, 2, 15n]);
  });

  it('are loaded for whoever wants all, or the history', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 10_000, JANUARY)]);
    expect((await lotsFor(ada, 0, { lots: true }))?.size).toBe(1);
    expect((await lotsFor(ada, 0, { histories: [await accountOf(ada)] }))?.size).toBe(1);
  });

  it('stay due when they were, whatever is bought meanwhile', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 10_000, JANUARY)]);
    const first = await dueAt(ada);
    await rig.handle([bought(ada, 10_000, FEBRUARY)]);
    expect(await dueAt(ada)).toEqual(first);
    expect(await rig.wallet(ada, '2028-02-15T00:00:00Z')).toMatchObject({ balance: { available: 10n } });
  });

  it('expire with a purchase that comes after their date', async () => {
    const ada = someone();
    await rig.handle([bought(ada, 10_000, JANUARY)]);
    await rig.handle([bought(ada, 5_000, FEBRUARY)]);
    rig.now = new Date('2028-02-16T00:00:00Z');
    await rig.handle([bought(ada, 2_000, '2028-02-15T00:00:00Z')]);
    expect(await rig.wallet(ada, '2028-02-16T00:00:00Z')).toMatchObject({
      balance: { available: 7n },
      totals: { expired: 10n },
    });
  });
});
