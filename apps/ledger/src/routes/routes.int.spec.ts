import { purchaseCompleted, referralCreated, reviewPublished } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { LedgerRig, NOW } from '../ledger-rig.fixture.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { GetMemberRoute } from './get-member.route.js';
import { ListStatementRoute } from './list-statement.route.js';
import { SummariseLedgerRoute } from './summarise-ledger.route.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());

const now = () => new Date(NOW);
const member = (id: string, query: { asOf?: string; by?: 'event' | 'booking' } = {}) =>
  new GetMemberRoute(rig.db, now, rig.programmes).get(id, { by: 'event', ...query });
const statement = (id: string, query: { cursor?: string; limit: number }) =>
  new ListStatementRoute(rig.db, rig.programmes).list(id, query);

const bought = (customerId: string, totalMinor: number, time: string, more: object = {}) =>
  anEvent(purchaseCompleted, { time, data: { customerId, totalMinor, lines: undefined, ...more } });

describe('what the ledger answers', () => {
  it('of a member: balance, totals, tier, lots with their expiry and the next reward, as of the clock', async () => {
    await rig.handle([
      bought('ada', 2000, '2027-01-02T00:00:00Z'),
      bought('ada', 1000, '2027-02-01T00:00:00Z'),
      bought('ada', 5000, '2027-06-01T12:00:00Z'),
    ]);
    expect(await member('ada')).toEqual({
      customerId: 'ada',
      balance: { available: 3, pending: 0, reserved: 0, debt: 0 },
      earned: 3,
      redeemed: 0,
      expired: 0,
      clawedBack: 0,
      adjusted: 0,
      transferred: 0,
      reinstated: 0,
      tier: {
        id: 'silver',
        since: '2027-01-02T00:00:00.000Z',
        judgedAgainAt: '2028-01-02T00:00:00.000Z',
        qualifyingPoints: 3,
        heldBy: 'points',
        memberships: [],
        next: { id: 'gold', missing: 297 },
      },
      lots: [
        { points: 2, availableAt: '2027-01-02T00:00:00.000Z', expiresAt: '2028-02-01T00:00:00.000Z' },
        { points: 1, availableAt: '2027-02-01T00:00:00.000Z', expiresAt: '2028-03-01T00:00:00.000Z' },
      ],
      achievements: [],
      nextReward: { rewardId: 'gift-box', missing: 47 },
      asOf: '2027-06-01T00:00:00.000Z',
    });
  });

  it('of a member in gold: until when, if nothing more happens, grace included', async () => {
    await rig.handle([bought('gil', 300_000, '2027-03-01T10:00:00Z'), bought('gil', 10_000, '2027-03-02T10:00:00Z')]);
    expect(await member('gil')).toMatchObject({
      earned: 300 + 12,
      tier: {
        id: 'gold',
        since: '2027-03-01T10:00:00.000Z',
        // The 300 leave the window after 365 days; then 30 days of grace.
        validUntil: '2028-03-30T10:00:00.000Z',
        fallsTo: 'silver',
        // The first 300 leave the window.
        judgedAgainAt: '2028-02-29T10:00:00.000Z',
        qualifyingPoints: 310,
        heldBy: 'points',
        pointsLostAt: '2028-02-29T10:00:00.000Z',
        benefits: { freeShipping: true, earlyAccessHours: 24, others: [] },
        next: { id: 'platinum', missing: 690 },
      },
    });
  });

  it('of a member in gold: by which points, by grace after them and until when, or by a membership', async () => {
    const lines = [{ lineId: '1', sku: 'membership-gold', quantity: 1, unitPriceMinor: 9900 }];
    await rig.handle([
      bought('hal', 300_000, '2027-03-01T10:00:00Z'),
      bought('ina', 9900, '2027-03-01T10:00:00Z', { orderId: 'membership-of-ina', lines }),
    ]);
    const tierAt = async (customerId: string, asOf: string) => (await member(customerId, { asOf })).tier;
    const held = await tierAt('hal', '2028-02-29T09:59:59.999Z');
    expect(held).toMatchObject({ id: 'gold', heldBy: 'points', pointsLostAt: '2028-02-29T10:00:00.000Z' });
    const graced = await tierAt('hal', '2028-02-29T10:00:00Z');
    expect(graced).toMatchObject({ id: 'gold', heldBy: 'grace', graceUntil: '2028-03-30T10:00:00.000Z' });
    expect(graced).not.toHaveProperty('pointsLostAt');
    expect(held).not.toHaveProperty('graceUntil');
    expect(await tierAt('ina', '2027-04-01T00:00:00Z')).toMatchObject({
      ...{ id: 'gold', heldBy: 'membership', benefits: { freeShipping: true, earlyAccessHours: 24, others: [] } },
      memberships: [
        {
          ...{ tier: 'gold', orderId: 'membership-of-ina', lineId: '1' },
          ...{ from: '2027-03-01T10:00:00.000Z', until: '2028-02-29T10:00:00.000Z' },
          // 9900 × 334 days and 10 hours ÷ 365 days, rounded down.
          ...{ currency: 'USD', paidMinor: 9900, unusedMinor: 9070 },
        },
      ],
    });
    expect(graced?.memberships).toEqual([]);
  });

  it('of a member whose points expire: gone from the first instant of their month on, and not before', async () => {
    await rig.handle([bought('flo', 5000, '2027-01-31T23:00:00Z')]);
    const at = async (asOf: string) => {
      const { balance, expired, lots } = await member('flo', { asOf });
      return [balance.available, expired, lots.length];
    };
    expect(await at('2028-01-31T23:59:59.999Z')).toEqual([5, 0, 1]);
    expect(await at('2028-02-01T00:00:00Z')).toEqual([0, 5, 0]);
  });

  it('of a member as of an instant asked for: only facts up to it', async () => {
    await rig.handle([bought('eve', 2000, '2027-01-02T00:00:00Z'), bought('eve', 1000, '2027-01-01T00:00:00Z')]);
    const earned = async (asOf: string) => (await member('eve', { asOf })).earned;
    expect(await earned('2026-12-31T23:59:59.999Z')).toBe(0);
    expect(await earned('2027-01-01T01:00:00+01:00')).toBe(1);
    expect(await earned('2027-01-02T00:00:00Z')).toBe(3);
  });

  it('of a member as it was known at an instant: only what was booked by then', async () => {
    await rig.handle([bought('guy', 2000, '2027-01-02T00:00:00Z')]);
    const known = async (asOf: string) => (await member('guy', { asOf, by: 'booking' })).earned;
    expect([await known('2027-05-31T23:59:59Z'), await known(NOW)]).toEqual([0, 2]);
  });

  it('of somebody nobody has named: 404 UNKNOWN_MEMBER', async () => {
    for (const answer of [member('nobody'), statement('nobody', { limit: 10 })]) {
      await expect(answer).rejects.toMatchObject({ status: 404, code: 'UNKNOWN_MEMBER' });
    }
  });

  it('of everybody an accepted event names, without points too: a reviewer, a referrer, a referee', async () => {
    await rig.handle([
      anEvent(reviewPublished, { data: { customerId: 'reviewer', verified: false } }),
      anEvent(referralCreated, { data: { referrerId: 'referrer', refereeId: 'referee' } }),
    ]);
    for (const id of ['reviewer', 'referrer', 'referee']) {
      expect(await member(id)).toMatchObject({ customerId: id, earned: 0, lots: [] });
      expect(await statement(id, { limit: 10 })).toEqual({ items: [], nextCursor: null });
    }
  });

  it("of a member's transfers: newest first, page by page, each once, signed so that they sum to the balance", async () => {
    await rig.handle(
      Array.from({ length: 7 }, (_, index) => bought('ben', 1000 * (index + 1), `2027-02-0${index + 1}T00:00:00Z`)),
    );
    const points: number[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await statement('ben', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      points.push(...page.items.map((item) => item.points));
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    }
    expect(sizes).toEqual([3, 3, 1]);
    expect(points).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const { items } = await statement('ben', { limit: 1 });
    expect(items).toEqual([
      {
        transferId: expect.any(String),
        kind: 'accrual',
        points: 7,
        moved: 7,
        rule: 'purchase',
        thing: expect.stringMatching(/^order:/),
        programmeVersion: 1,
        causationid: expect.any(String),
        causationsource: '/shop/test',
        occurredAt: '2027-02-07T00:00:00.000Z',
        bookedAt: '2027-06-01T00:00:00.000Z',
        text: 'Points for your purchase',
      },
    ]);
  });

  it('of all in six numbers', async () => {
    const before = await new SummariseLedgerRoute(rig.db, now).summarise();
    await rig.handle([bought('cem', 2500, '2027-03-01T00:00:00Z'), bought('cem', 500, '2027-03-02T00:00:00Z')]);
    const after = await new SummariseLedgerRoute(rig.db, now).summarise();
    const difference = (key: keyof typeof after) => Number(after[key]) - Number(before[key]);
    expect(
      ['events', 'rewardsIssued', 'pointsIssued', 'pointsOutstanding', 'pointsExpired', 'members'].map((key) =>
        difference(key as keyof typeof after),
      ),
    ).toEqual([2, 1, 2, 2, 0, 1]);
  });

  it('of all in six numbers, also when points of all members together do not fit 64 bits', async () => {
    const most = '9000000000000000000';
    await rig.owner.query(
      `insert into balance (account, bucket, available, earned)
       select gen_random_uuid(), 0, ${most}, ${most} from generate_series(1, 3)`,
    );
    const summary = await new SummariseLedgerRoute(rig.db, now).summarise();
    await rig.owner.query(`delete from balance where available = ${most}`);
    expect(summary).toMatchObject({ pointsIssued: 2.7e19, pointsOutstanding: 2.7e19 });
  });
});

describe('verify', () => {
  const verify = () => verifyLedger(rig.db);
  /** Changes rows as only a superuser can, with the triggers off; and puts back what it changed. */
  async function tampered(change: string, undo: string): Promise<Awaited<ReturnType<typeof verify>>> {
    await rig.owner.query(`set session_replication_role = replica; ${change}`);
    const found = await verify();
    await rig.owner.query(`${undo}; set session_replication_role = origin`);
    expect(await verify()).toMatchObject({ ok: true });
    return found;
  }
  const victim = `(select account from member where customer_id = 'dot')`;

  it.each([
    [
      'transfers are above 0 and between two accounts',
      `alter table transfer drop constraint transfer_points_check; update transfer set points = -3 where account = ${victim} and number = 2`,
      `update transfer set points = 2 where account = ${victim} and number = 2; alter table transfer add check (points > 0)`,
    ],
    [
      'balance = transfers',
      `update balance set available = available + 1, earned = earned + 1 where account = ${victim}`,
      `update balance set available = available - 1, earned = earned - 1 where account = ${victim}`,
    ],
    [
      'balance = transfers',
      `update transfer set points = 3 where account = ${victim} and number = 2`,
      `update transfer set points = 2 where account = ${victim} and number = 2`,
    ],
    [
      'balance = earned - redeemed - expired - clawed back + adjusted + transferred + reinstated',
      `alter table balance drop constraint balance_check; update balance set clawed_back = 1 where account = ${victim}`,
      `update balance set clawed_back = 0 where account = ${victim}; alter table balance add constraint balance_check
         check (available + pending + reserved - debt = earned - redeemed - expired - clawed_back + adjusted + transferred + reinstated)`,
    ],
    [
      'lots = balance',
      `update lot set points = points + 1 where account = ${victim} and points = 1`,
      `update lot set points = 1 where account = ${victim} and earned_at = '2027-04-01'`,
    ],
    [
      'transfers are numbered without gaps',
      `update transfer set number = 9 where account = ${victim} and number = 2`,
      `update transfer set number = 2 where account = ${victim} and number = 9`,
    ],
    [
      'messages are numbered without repeats, up to what was counted',
      `update transfer set member_sequence = 9 where account = ${victim} and number = 2`,
      `update transfer set member_sequence = 2 where account = ${victim} and number = 2`,
    ],
    [
      "the programme's accounts = transfers",
      `update system_posting set points = points - 1`,
      `update system_posting set points = points + 1`,
    ],
    [
      'buckets agree',
      `update transfer set bucket = bucket + 1 where account = ${victim} and number = 1`,
      `update transfer set bucket = bucket - 1 where account = ${victim} and number = 1`,
    ],
    [
      'no decision is booked before it was made',
      `insert into fact (account, at, source, id, bucket, type, data, booked_at)
         select ${victim}, '2027-04-05T00:00:00.001Z', '/perennial/ledger', 'early', 0, 'ledger.decision.adjustment', '{}', '2027-04-05T00:00:00Z'`,
      `delete from fact where id = 'early'`,
    ],
  ])('finds the first difference: %s', async (check, change, undo) => {
    if (!(await rig.wallet('dot')))
      await rig.handle([bought('dot', 1000, '2027-04-01T00:00:00Z'), bought('dot', 2000, '2027-04-02T00:00:00Z')]);
    expect(await tampered(change, undo)).toMatchObject({ ok: false, firstDifference: { check } });
  });

  it('says what it checked and how many transfers', async () => {
    const { ok, transfers, checked } = await verify();
    expect(ok).toBe(true);
    expect(transfers).toBeGreaterThan(0n);
    expect(checked).toContain('postings sum to 0');
  });
});
