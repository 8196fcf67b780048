import { becomes, buys, refers, reviews, sendsBack } from '@perennial/oracle';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { lockProgramme } from '../programme/queries/lock-programme.js';
import { listLeftOut } from './queries/list-left-out.js';
import { listMismatches } from './queries/list-mismatches.js';
import { findWalks } from './queries/find-walks.js';
import { reconcileNext } from './reconcile-next.js';

const DAY_MS = 86_400_000;
const customers = ['ada', 'ben', 'cem', 'dan'];

describe('reconciliation', () => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await LedgerRig.start('jeweller');
  });
  afterAll(() => rig?.stop());

  const next = (db = rig.db) => reconcileNext(db, { programmes: rig.programmes, asOf: rig.now });

  /** A day later, all members in turn. @returns what was not known before, without accounts */
  async function walk(): Promise<string[]> {
    rig.now = new Date(rig.now.getTime() + DAY_MS);
    const found: string[] = [];
    for (let some = await next(); some; some = await next())
      found.push(...some.found.map(({ part, stored, expected }) => `${part}: ${stored}, not ${expected}`));
    return found;
  }

  /** Past triggers and rights: whoever owns the server can do this. */
  async function plant(sql: string): Promise<void> {
    await rig.owner.query('set session_replication_role = replica');
    await rig.owner.query(sql);
    await rig.owner.query('set session_replication_role = origin');
  }

  const ofAda = `account = (select account from member where customer_id = 'ada')`;
  const open = () => listMismatches(rig.db, { areGone: false, limit: 99 });
  const gone = () => listMismatches(rig.db, { areGone: true, limit: 99 });

  it('begins no walk where there is nobody', async () => {
    expect(await next()).toBeUndefined();
    expect(await findWalks(rig.db, 1)).toEqual([]);
  });

  it('compares everybody once a day, and remembers when', async () => {
    await rig.handle(customers.map((customer) => buys(customer, `o-${customer}`, '2027-02-01T10:00:00Z', 400_000)));
    await rig.handle(customers.map((customer) => reviews(customer, `r-${customer}`, '2027-02-02T10:00:00Z', 'ring')));
    expect(await walk()).toEqual([]);
    const [only] = await findWalks(rig.db, 2);
    expect(only).toMatchObject({ number: 1n, beganAt: rig.now, endedAt: rig.now, compared: 4n });
    rig.now = new Date(rig.now.getTime() + DAY_MS - 1);
    expect(await next()).toBeUndefined();
    rig.now = new Date(rig.now.getTime() + 1);
    expect(await next()).toEqual({ compared: 4, leftOut: 0, found: [] });
    expect(await findWalks(rig.db, 9)).toHaveLength(2);
  });

  it.each([
    [
      'a lot',
      `update lot set points = points + 3 where thing = 'order:o-ada'`,
      /^lots: 403 of purchase for order:o-ada .*, not 400 of purchase for order:o-ada /,
    ],
    [
      'the date of a lot',
      `update lot set expires_at = expires_at + interval '1 day' where thing = 'order:o-ada'`,
      /^lots: /,
    ],
    [
      'when a lot was earned, which says when it is drawn',
      `update lot set earned_at = earned_at - interval '300 days' where thing = 'order:o-ada'`,
      /^lots: 400 of purchase for order:o-ada earned /,
    ],
    [
      'by what a lot was earned',
      `update lot set earned_id = 'another' where thing = 'order:o-ada'`,
      /^lots: .* another available /,
    ],
    [
      'the tier',
      `update balance set state = jsonb_set(state, '{tier,held}', '"platinum"') where ${ofAda}`,
      /^tier: platinum, not gold$/,
    ],
    [
      'debt',
      `update balance set debt = debt + 2, available = available + 2 where ${ofAda}`,
      /^balance: available 405, debt 2, .*, not available 405, debt 0, /,
    ],
    ['the sums', `update balance set earned = earned + 7, adjusted = adjusted - 7 where ${ofAda}`, /^totals: /],
    [
      'what was posted',
      `update transfer set points = 399 where thing = 'order:o-ada'`,
      /^award purchase of order:o-ada: 399, not 400$/,
    ],
    [
      'an award that is gone',
      `delete from transfer where thing = 'order:o-ada'`,
      /^award purchase of order:o-ada: 0, not 400$/,
    ],
    ['a fact', `delete from fact where type like '%review%' and ${ofAda}`, /^award review of .*: 5, not 0$/],
    [
      'a state nobody can read',
      `update balance set state = '{"tier":{"credits":{}}}' where ${ofAda}`,
      /^everything: what cannot be read \(TypeError\), not a wallet$/,
    ],
  ])(
    'names what was planted once, changes nothing of it, and notices when it is gone: %s',
    async (_title, damage, name) => {
      const [, table = ''] = /^(?:update|delete from) (\w+)/.exec(damage) ?? [];
      const rows = () => rig.owner.query(`select * from ${table} order by 1, 2, 3`);
      await rig.owner.query(`create table saved as table ${table}`);
      try {
        await plant(damage);
        const planted = await rows();
        expect(await walk()).toContainEqual(expect.stringMatching(name));
        expect(await rows()).toEqual(planted);
        expect(await walk()).toEqual([]);
      } finally {
        await plant(`delete from ${table}`);
        await plant(`insert into ${table} overriding system value select * from saved`);
        await rig.owner.query('drop table saved');
      }
      const found = await open();
      expect(new Set(found.map(({ customerId }) => customerId))).toEqual(new Set(['ada']));
      expect(new Set(found.map(({ seenAt }) => seenAt.getTime()))).toEqual(new Set([rig.now.getTime()]));
      const before = (await gone()).length;
      expect(await walk()).toEqual([]);
      expect(await open()).toEqual([]);
      expect(await gone()).toHaveLength(before + found.length);
    },
  );

  it('counts each member once in a walk, though two instances are at it, and finds nothing of what is written meanwhile', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `m-${index}`);
    const at = (hour: number) => `2027-03-01T${String(hour).padStart(2, '0')}:00:00Z`;
    const writing = (async () => {
      for (const hour of [9, 5, 7, 3]) {
        await rig.handle(many.map((customer) => buys(customer, `${customer}-${hour}`, at(hour), 40_000)));
        await rig.handle(
          many.map((customer) => sendsBack(`${customer}-${hour}`, `rt-${customer}-${hour}`, at(hour + 1), 15_000)),
        );
      }
    })();
    let isWritten = false;
    void writing.finally(() => (isWritten = true));
    let turns = 0;
    do {
      rig.now = new Date(rig.now.getTime() + DAY_MS);
      for (let some = await bothNext(); some.length > 0; some = await bothNext()) {
        expect(some.flatMap(({ found }) => found)).toEqual([]);
        turns += some.length;
      }
    } while (!isWritten);
    await writing;
    expect(turns).toBeGreaterThan(3);
    rig.now = new Date(rig.now.getTime() + DAY_MS);
    for (let some = await bothNext(); some.length > 0; some = await bothNext());
    const [last] = await findWalks(rig.db, 1);
    expect(last).toMatchObject({ compared: BigInt(customers.length + many.length), endedAt: rig.now });
    expect(await open()).toEqual([]);
  });

  it('waits for no version that is being applied, and keeps none waiting', async () => {
    rig.now = new Date(rig.now.getTime() + DAY_MS);
    await rig.other.transaction(async (tx) => {
      await lockProgramme(tx);
      expect(await next()).toMatchObject({ found: [] });
    });
    expect(await walk()).toEqual([]);
  });

  describe('of members who hang together: a referral, a household, a merge and a reservation', () => {
    const together = ['ida', 'jon', 'kim', 'lou', 'mia'];
    const setTier = (to: string) =>
      plant(`update balance set state = jsonb_set(state, '{tier,held}', '"${to}"')
      where account in (select account from member where customer_id = any('{${together.join()}}'))`);

    it('finds nothing where all is well, and of each of them what is not', async () => {
      await rig.handle([refers('ida', 'jon', 'f-1', '2027-04-01T10:00:00Z')]);
      await rig.handle(together.map((each) => buys(each, `o-${each}`, '2027-04-02T10:00:00Z', 50_000)));
      const home = { id: 'd-home', at: Date.parse('2027-04-03T10:00:00Z') };
      const household = (account: (customer: string) => string) =>
        ({ kind: 'household', householdId: 'home', pool: [account('jon'), account('kim')] }) as const;
      await rig.decide('jon', { ...home, decisionOf: household }, ['kim']);
      await rig.handle([
        becomes('mia', 'lou', '2027-04-04T10:00:00Z'),
        refers('kim', 'lou', 'f-2', '2027-04-04T11:00:00Z'),
      ]);
      const until = Date.parse('2027-05-10T10:00:00Z');
      await rig.decide('ida', {
        ...{ id: 'd-hold', at: Date.parse('2027-04-05T10:00:00Z') },
        decisionOf: (account) => ({
          kind: 'reservation',
          reservationId: 'h',
          points: 12n,
          until,
          pool: [account('ida')],
        }),
      });
      await rig.handle([sendsBack('o-jon', 'rt-jon', '2027-04-06T10:00:00Z', 50_000)]);
      expect(await walk()).toEqual([]);
      await setTier('platinum');
      expect(await walk()).toEqual(together.map(() => 'tier: platinum, not silver'));
      await setTier('silver');
      expect(await walk()).toEqual([]);
    });
  });

  it.each([
    [
      'members',
      `insert into referral (referee, at, source, id, bucket, referral_id, referrer, bought_before, verdict)
       select gen_random_uuid(), now(), '/planted', number::text, 0, 'p', account, false, 'self-referral'
         from member, generate_series(1, 500) as number where customer_id = 'ada'`,
      `delete from referral where source = '/planted'`,
    ],
    [
      'facts',
      `insert into fact select account, at, '/planted', number::text, bucket, type, data, booked_at
         from (select * from fact where ${ofAda} limit 1) as one, generate_series(1, 10000) as number`,
      `delete from fact where source = '/planted'`,
    ],
  ])(
    'leaves out who hangs together with too many %s, counts and lists them, until there are fewer',
    async (_title, grow, shrink) => {
      const last = async () => (await findWalks(rig.db, 1))[0];
      const { compared = 0n } = (await last()) ?? {};
      await plant(grow);
      expect(await walk()).toEqual([]);
      expect(await last()).toMatchObject({ compared: compared - 1n, leftOut: 1n });
      expect(await listLeftOut(rig.db, 9)).toEqual([expect.objectContaining({ customerId: 'ada', since: rig.now })]);
      await plant(shrink);
      expect(await walk()).toEqual([]);
      expect(await last()).toMatchObject({ compared, leftOut: 0n });
      expect(await listLeftOut(rig.db, 9)).toEqual([]);
    },
  );

  const bothNext = async () => {
    const both = await Promise.all([next(rig.db), next(rig.other)]);
    return both.filter((each) => each !== undefined);
  };
});
