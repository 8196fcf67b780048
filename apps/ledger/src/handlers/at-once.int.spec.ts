import { customerErased } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { bought, FEBRUARY, JANUARY, referred, reviewed, sentBack, someone, takenBack } from './happenings.fixture.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
  expect(rig.retries).toBe(0);
});

const parked = async () =>
  (await rig.db.query<{ waits_for: string }>('select waits_for from parked_event')).map(({ waits_for }) => waits_for);

/** Balances of all members as `available earned clawed-back`, and how many have each. */
const wallets = async (prefix: string) =>
  Object.fromEntries(
    (
      await rig.db.query<{ wallet: string; members: bigint }>(
        `select concat_ws(' ', available, earned, clawed_back) as wallet, count(*) as members
           from balance join member using (account) where customer_id like $1 group by 1`,
        [`${prefix}-%`],
      )
    ).map(({ wallet, members }) => [wallet, Number(members)]),
  );

describe('two processes at the same moment', () => {
  it('a purchase and its return, 200 times: neither misses the other, and none is left parked', async () => {
    const lanes = 4;
    const lane = async () => {
      for (let round = 0; round < 200 / lanes; round += 1) {
        const who = someone('buyer');
        const purchase = bought(who, 19_900, JANUARY, { orderId: `o-${who}` });
        const back = sentBack(`o-${who}`, 10_000, FEBRUARY);
        await Promise.all([rig.handle([purchase], rig.db), rig.handle([back], rig.other)]);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect(await parked()).toEqual([]);
    expect(await wallets('buyer')).toEqual({ '9 19 10': 200 });
  });

  it('two returns of 60 % of one order, 50 times: exactly one is OVER_RETURN', async () => {
    for (let round = 0; round < 50; round += 1) {
      const who = someone('twice');
      await rig.handle([bought(who, 10_000, JANUARY, { orderId: `o-${who}` })]);
      const backs = [1, 2].map(() => sentBack(`o-${who}`, 6000, FEBRUARY));
      const [one, other] = await Promise.all([rig.handle([backs[0]!]), rig.handle([backs[1]!], rig.other)]);
      expect([...one.refused.values(), ...other.refused.values()]).toEqual(['OVER_RETURN']);
    }
    expect(await wallets('twice')).toEqual({ '4 10 6': 50 });
  });

  it('reviews and their taking back, several in a chunk and in opposite order: neither misses the other', async () => {
    for (let round = 0; round < 20; round += 1) {
      const people = Array.from({ length: 3 }, () => someone('race'));
      const reviews = people.map((who) => reviewed(who, 'ring', JANUARY, { reviewId: `r-${who}` }));
      const backs = people.map((who) => takenBack(who, `r-${who}`, FEBRUARY)).reverse();
      await Promise.all([rig.handle(reviews), rig.handle(backs, rig.other)]);
    }
    expect(await parked()).toEqual([]);
    expect(await wallets('race')).toEqual({ '0 5 5': 60 });
  });

  it('purchases and returns of the same orders in chunks of opposite order do not deadlock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const people = Array.from({ length: 5 }, () => someone('cross'));
      const purchases = people.map((who) => bought(who, 19_900, JANUARY, { orderId: `o-${who}` }));
      const backs = people.map((who) => sentBack(`o-${who}`, 10_000, FEBRUARY)).reverse();
      await Promise.all([rig.handle(purchases), rig.handle(backs, rig.other)]);
    }
    expect(await parked()).toEqual([]);
    expect(await wallets('cross')).toEqual({ '9 19 10': 100 });
  });

  it('somebody is forgotten whom nobody has named before, and what was theirs is taken back, 60 times: nothing waits', async () => {
    for (let round = 0; round < 60; round += 1) {
      const who = someone('gone');
      const erased = anEvent(customerErased, { data: { customerId: who }, time: FEBRUARY });
      const [back] = [takenBack(who, `r-${who}`, JANUARY)];
      const both = round % 2 === 0 ? [[erased], [back]] : [[back], [erased]];
      await Promise.all([rig.handle(both[0] ?? [], rig.db), rig.handle(both[1] ?? [], rig.other)]);
    }
    expect(await parked()).toEqual([]);
  });

  it('a member is forgotten after a chunk has seen the account and before it reads it: what names them is refused', async () => {
    const [ann, bob] = [someone('gone'), someone('friend')];
    await rig.handle([bought(ann, 9_900, JANUARY), bought(bob, 9_900, JANUARY)]);
    const erased = anEvent(customerErased, { data: { customerId: ann }, time: FEBRUARY });
    let forgotten = false;
    const { refused } = await rig.handle([referred(ann, bob, JANUARY)], rig.db, (tx) => ({
      async query(sql, params, name) {
        if (name === 'ledger-find-accounts' && !forgotten) {
          forgotten = true;
          await rig.handle([erased], rig.other);
        }
        return tx.query(sql, params, name);
      },
    }));
    expect(forgotten).toBe(true);
    expect([...refused.values()]).toEqual(['SUBJECT_ERASED']);
  });

  it('a circle of referrals never closes, though each of its edges comes in a process of its own', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ring = Array.from({ length: 6 }, () => someone('ring'));
      const edges = ring.map((referrer, index) =>
        referred(referrer, ring[(index + 1) % ring.length] ?? '', `2027-01-0${index + 1}T00:00:00Z`),
      );
      await Promise.all(edges.map((edge, index) => rig.handle([edge], index % 2 ? rig.db : rig.other)));
      const rows = await rig.db.query<{ verdict: string }>(
        'select verdict from referral join member on member.account = referee where customer_id = any($1) order by at',
        [ring],
      );
      expect(rows.map(({ verdict }) => verdict)).toEqual([...Array<string>(5).fill('accepted'), 'referral-cycle']);
    }
  });

  it('two chunks whose late purchases reach for members of each other do not deadlock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [x, y, p, q] = [someone('late'), someone('late'), someone('bringer'), someone('bringer')];
      await rig.handle([referred(p, x, '2027-01-01T00:00:00Z'), referred(q, y, '2027-01-01T00:00:00Z')]);
      const later = '2027-03-01T00:00:00Z';
      const earlier = '2027-02-01T00:00:00Z';
      await rig.handle([bought(x, 2000, later), bought(y, 2000, later)]);
      // Each earlier purchase takes the place of the qualifying one, which corrects the referrer, whom the other chunk holds.
      await Promise.all([
        rig.handle([bought(x, 2000, earlier), bought(q, 2000, earlier)], rig.db),
        rig.handle([bought(y, 2000, earlier), bought(p, 2000, earlier)], rig.other),
      ]);
    }
    expect(await wallets('bringer')).toEqual({ '52 52 0': 40 });
  });

  it('transfers between two members in both directions, and purchases of both, do not deadlock', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [someone('give'), someone('give')];
      await rig.handle([bought(a, 100_000, JANUARY), bought(b, 100_000, JANUARY)]);
      const give = (from: string, to: string, seconds: number) => ({
        ...{ id: `t-${from}-${to}`, at: Date.parse(FEBRUARY) + seconds * 1000 },
        decisionOf: (account: (customer: string) => string) =>
          ({ kind: 'transfer', transferId: `t-${from}-${to}`, to: account(to), points: 30n }) as const,
      });
      await Promise.all([
        rig.decide(a, give(a, b, 1), [b], rig.db),
        rig.decide(b, give(b, a, 2), [a], rig.other),
        rig.handle([bought(a, 1000, FEBRUARY), bought(b, 1000, FEBRUARY)], rig.db),
        rig.handle([bought(b, 1000, FEBRUARY), bought(a, 1000, FEBRUARY)], rig.other),
      ]);
    }
    expect(await wallets('give')).toEqual({ '102 102 0': 20 });
  });
});
