import { customerErased, customerMerged, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { GetMemberRoute } from '../routes/get-member.route.js';
import { ListStatementRoute } from '../routes/list-statement.route.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';

const NOW = new Date('2027-06-01T00:00:00Z');
const january = (day: number) => new Date(Date.UTC(2027, 0, day, 10)).toISOString();

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
});

const bought = (customerId: string, orderId: string, day: number, totalMinor: number) =>
  anEvent(purchaseCompleted, { time: january(day), data: { customerId, orderId, totalMinor, lines: undefined } });
const merged = (fromCustomerId: string, intoCustomerId: string, day: number) =>
  anEvent(customerMerged, { time: january(day), data: { fromCustomerId, intoCustomerId } });
const member = (id: string) => new GetMemberRoute(rig.db, () => NOW, rig.programmes).get(id, { by: 'event' });
const available = async (...ids: string[]) => Promise.all(ids.map(async (id) => (await member(id)).balance.available));
const statement = async (id: string) =>
  (await new ListStatementRoute(rig.db, rig.programmes).list(id, { limit: 50 })).items.map(
    ({ kind, points }) => `${kind} ${points}`,
  );

describe('two customers merged', () => {
  it('answer with 0 points and the name of the other, and with all points; both statements show it', async () => {
    await rig.handle([bought('from', 'o-1', 1, 10_000), bought('into', 'o-2', 2, 5_000)]);
    await rig.handle([merged('from', 'into', 3)]);
    expect(await member('from')).toMatchObject({
      balance: { available: 0, pending: 0, reserved: 0, debt: 0 },
      earned: 10,
      transferred: -10,
      lots: [],
      mergedInto: 'into',
    });
    expect(await member('into')).toMatchObject({ balance: { available: 15 }, earned: 5, transferred: 10 });
    expect(await statement('from')).toEqual(['merge -10', 'accrual 10']);
    expect(await statement('into')).toEqual(['merge 10', 'accrual 5']);
  });

  it('both change with a late purchase dated before the merge, and only the other with one dated after it', async () => {
    await rig.handle([bought('from', 'o-3', 2, 20_000)]);
    expect(await available('from', 'into')).toEqual([0, 35]);
    expect(await member('from')).toMatchObject({ earned: 30, transferred: -30 });
    await rig.handle([bought('from', 'o-4', 4, 1_000)]);
    expect(await available('from', 'into')).toEqual([0, 36]);
    expect(await member('from')).toMatchObject({ earned: 30 });
  });

  it('take a return of an order of the one from the other, and refuse neither name', async () => {
    const { rejected } = await rig.handle(
      [undefined, 'from', 'into'].map((customerId, index) =>
        anEvent(returnCompleted, {
          time: january(10 + index),
          data: { orderId: 'o-1', customerId, amountMinor: 1_000, lines: undefined },
        }),
      ),
    );
    expect(rejected).toEqual([]);
    expect(await available('from', 'into')).toEqual([0, 33]);
  });

  it('stay as they are after a second merge and a circle', async () => {
    const { rejected, messages } = await rig.handle([merged('into', 'from', 12), merged('from', 'into', 13)]);
    expect([rejected, messages]).toEqual([[], []]);
    expect(await available('from', 'into')).toEqual([0, 33]);
  });

  it('are known from then on when nobody had named them before', async () => {
    await rig.handle([merged('new-from', 'new-into', 3)]);
    expect(await member('new-from')).toMatchObject({ mergedInto: 'new-into', earned: 0 });
    expect(await available('new-into')).toEqual([0]);
  });

  it('answer 404 both when the one they became is forgotten, and the one alone when only that is', async () => {
    await rig.handle([bought('alias', 'o-8', 1, 1_000)]);
    await rig.handle([merged('alias', 'keeper', 2)]);
    await rig.handle([anEvent(customerErased, { data: { customerId: 'alias' } })]);
    await expect(member('alias')).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
    expect(await available('keeper')).toEqual([1]);
    await rig.handle([bought('keeper', 'o-9', 1, 1_000)]);
    expect(await available('keeper')).toEqual([2]);
    await rig.handle([anEvent(customerErased, { data: { customerId: 'into' } })]);
    for (const id of ['from', 'into']) await expect(member(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('two transactions at one moment', () => {
  it('forget a customer, and no purchase, late or first, makes a member or is kept without its points', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [known, fresh] = [`known-${round}`, `fresh-${round}`];
      await rig.handle([bought(known, `o-k-${round}`, 1, 1_000)]);
      const purchases = [bought(known, `o-l-${round}`, 2, 1_000), bought(fresh, `o-f-${round}`, 2, 1_000)];
      const erasures = [known, fresh].map((customerId) => anEvent(customerErased, { data: { customerId } }));
      const [{ messages, rejected = [] }] = await Promise.all([rig.handle(purchases), rig.handle(erasures, rig.other)]);
      for (const { id } of purchases) {
        const rewards = messages.filter(({ causationid }) => causationid === id);
        expect(rewards.length + rejected.filter(({ event }) => event.id === id).length).toBe(1);
      }
      const left = 'select customer_id from member where customer_id = any($1)';
      expect(await rig.db.query(left, [[known, fresh]])).toEqual([]);
    }
  });

  it('refuse a purchase whose customer was forgotten when everything but the wallet was locked', async () => {
    await rig.handle([bought('late', 'o-30', 1, 1_000)]);
    let forgotten = false;
    const forgetFirst = (tx: Tx): Tx => ({
      query: async (sql, params, name) => {
        if (name === 'ledger-lock-members' && !forgotten) {
          forgotten = true;
          await rig.handle([anEvent(customerErased, { data: { customerId: 'late' } })], rig.other);
        }
        return tx.query(sql, params, name);
      },
    });
    const { rejected, messages } = await rig.handle([bought('late', 'o-31', 1, 1_000)], rig.db, forgetFirst);
    expect(rejected).toMatchObject([{ reason: 'SUBJECT_ERASED' }]);
    expect(messages).toEqual([]);
    expect(await rig.db.query(`select count(*) from fact where data->>'orderId' = 'o-31'`)).toEqual([{ count: 0n }]);
  });
});
