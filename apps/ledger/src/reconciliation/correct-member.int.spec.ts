import { purchaseCompleted, referralCreated, rewardIssued } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { anEvent, until } from '@perennial/testing';

import { CommandsRig } from '../commands/commands-rig.fixture.js';
import { reconcileNext } from './reconcile-next.js';

const DAY_MS = 86_400_000;

describe('POST /v1/ledger/mismatches/{account}/correct', () => {
  let rig: CommandsRig;
  let owner: Database;
  beforeAll(async () => {
    rig = await CommandsRig.start();
    owner = await Database.connect({ url: rig.database.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
    await owner.query('set session_replication_role = replica');
    for (const customer of ['ada', 'ben']) await rig.earn(customer, 400);
  });
  afterAll(async () => {
    await owner?.close();
    await rig?.stop();
  });

  const accountOf = async (customerId: string) => {
    const [row] = await owner.query<{ account: string }>('select account from member where customer_id = $1', [
      customerId,
    ]);
    return row?.account ?? '';
  };
  const correct = (account: string, actor = 'eve', key?: string) =>
    rig.post(`ledger/mismatches/${account}/correct`, {}, { actor, ...(key === undefined ? {} : { key }) });
  async function walk(): Promise<void> {
    rig.clock.set(new Date(rig.clock().getTime() + DAY_MS));
    while (await reconcileNext(rig.database.db, { programmes: rig.programmes, asOf: rig.clock() }));
  }

  it('is listed beside the accounts that no walk compares, the longest ones first, also of who was forgotten', async () => {
    const gone = '00000000-0000-4000-8000-000000000001';
    const account = await accountOf('ada');
    const since = ['2027-01-02T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
    await owner.query('insert into left_out values ($1, 0, $3), ($2, 0, $4)', [account, gone, ...since]);
    const { body } = await rig.get('ledger/mismatches');
    expect(body.leftOut).toEqual([
      { account: gone, since: since[1] },
      { account, customerId: 'ada', since: since[0] },
    ]);
    await owner.query('delete from left_out');
    expect((await rig.get('ledger/mismatches')).body.leftOut).toEqual([]);
  });

  it('writes wallet, lots and tier anew where only those were changed, and posts nothing', async () => {
    const account = await accountOf('ada');
    await owner.query(
      `update balance set available = 407, adjusted = adjusted + 7, state = jsonb_set(state, '{tier,held}', '"platinum"') where account = $1`,
      [account],
    );
    await owner.query('update lot set points = 407 where account = $1', [account]);
    await walk();
    const { body } = await rig.get('ledger/mismatches');
    expect(body).toMatchObject({ open: 5, walks: [{ number: 1, compared: 2 }], nextCursor: null });
    expect(body.items).toContainEqual(
      expect.objectContaining({ account, customerId: 'ada', part: 'tier', stored: 'platinum', expected: 'gold' }),
    );
    const messages = (await rig.published()).length;
    const corrected = await correct(account);
    expect(corrected).toMatchObject({
      status: 201,
      body: { points: -7, transfers: 0, balance: { available: 400 }, left: [] },
    });
    expect(await rig.published()).toHaveLength(messages);
    expect((await rig.get('ledger/mismatches')).body).toMatchObject({ open: 0, items: [] });
    expect((await rig.get('members/ada')).body).toMatchObject({ balance: { available: 400 }, tier: { id: 'gold' } });
    expect((await rig.verify()).firstDifference).toBeUndefined();
  });

  it('posts what a fact earns that nothing was posted for, told of and kept in the audit log with who did it', async () => {
    const account = await accountOf('ben');
    await owner.query(
      `insert into fact select account, at + interval '1 minute', source, 'lost', bucket, type,
              jsonb_set(data, '{orderId}', '"o-lost"'), booked_at from fact where account = $1`,
      [account],
    );
    await walk();
    const { body } = await rig.get('ledger/mismatches?limit=1');
    expect(body).toMatchObject({ items: [{ customerId: 'ben' }], nextCursor: expect.any(String) });
    const all = await rig.get('ledger/mismatches?limit=200');
    const behind = await rig.get(`ledger/mismatches?limit=200&cursor=${encodeURIComponent(String(body.nextCursor))}`);
    expect(behind.body.items).toEqual((all.body.items as unknown[]).slice(1));
    const key = 'once';
    const corrected = await correct(account, 'eve', key);
    expect(corrected).toMatchObject({ status: 201, body: { points: 500, transfers: 1, balance: { available: 900 } } });
    expect(await correct(account, 'eve', key)).toMatchObject({ replayed: true, body: corrected.body });
    const { correctionId } = corrected.body;
    const [told, ...more] = (await rig.published(rewardIssued.topic)).filter(
      ({ headers }) => headers.ce_causationid === correctionId,
    );
    expect(told?.data).toMatchObject({ customerId: 'ben', points: 500 });
    expect(more).toEqual([]);
    const { items } = (await rig.get('audit?action=member.corrected&actor=eve&limit=1')).body;
    expect(items).toEqual([
      expect.objectContaining({
        thing: `correction:${String(correctionId)}`,
        members: [{ account, customerId: 'ben' }],
        before: { balance: expect.objectContaining({ available: 400 }), tier: 'gold' },
        after: { balance: expect.objectContaining({ available: 900 }), tier: 'gold', transfers: 1 },
      }),
    ]);
    expect((await rig.get('ledger/mismatches?status=gone')).body.items).not.toEqual([]);
    expect((await rig.verify()).firstDifference).toBeUndefined();
  });

  it('locks whoever it concerns as a chunk does, in one order, and names in the audit log all to whom it posts', async () => {
    // Accounts are random: of ten pairs one has a referrer with the smaller one.
    const pairs = Array.from({ length: 10 }, (_, pair) => ({ referrerId: `r-${pair}`, refereeId: `f-${pair}` }));
    for (const data of pairs) {
      await rig.handle(anEvent(referralCreated, { time: '2027-03-01T10:00:00Z', data }));
      await rig.earn(data.refereeId, 100);
    }
    const accounts = await Promise.all(
      pairs.map(
        async ({ referrerId, refereeId }) => [await accountOf(referrerId), await accountOf(refereeId)] as const,
      ),
    );
    const [referrer, friend] = accounts.find(([smaller, larger]) => smaller < larger) ?? ['', ''];
    await owner.query('delete from fact where account = $1 and type = $2', [friend, purchaseCompleted.type]);
    const lock = 'select from balance where account = $1 for update';
    const correcting = await rig.database.db.transaction(async (tx) => {
      await tx.query(lock, [referrer]);
      const answer = correct(friend);
      await until('it waits for the referrer', async () => {
        const sql = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await owner.query(sql)).length > 0;
      });
      // Held by nobody who waits for the referrer.
      await tx.query(`${lock} nowait`, [friend]);
      return { answer };
    });
    const { status, body } = await correcting.answer;
    expect({ status, body }).toMatchObject({ status: 201, body: { points: -120, left: [] } });
    const { items } = (await rig.get('audit?action=member.corrected&limit=1')).body;
    expect(items).toMatchObject([{ members: [{ account: friend }, { account: referrer }] }]);
  });

  it('refuses where nothing differs, where nobody is named, and a cursor that no page had', async () => {
    const account = await accountOf('ben');
    expect(await correct(account)).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_CORRECT' } });
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await correct(nobody)).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_CORRECT' } });
    expect(await correct(account, '')).toMatchObject({ status: 400, body: { code: 'ACTOR_REQUIRED' } });
    expect(await rig.get('ledger/mismatches?cursor=x')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST' },
    });
  });
});
