import {
  customerMerged,
  engagementRecorded,
  purchaseCancelled,
  purchaseCompleted,
  referralCreated,
} from '@perennial/contracts';
import { anEvent, until } from '@perennial/testing';

import { LEDGER_SOURCE } from '../domain/decision.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';
import { ClockRig } from './clock-rig.fixture.js';
import { passTimeOfDue } from './pass-time-of-due.js';

/** 1 point per 10 USD, gone on the first of the 13th month after. */
function purchase(customerId: string, time: string, points = 10) {
  const data = { customerId, currency: 'USD', totalMinor: points * 1000, lines: undefined };
  return anEvent(purchaseCompleted, { time, data });
}

const WILL_EXPIRE = 'loyalty.points.will-expire.v1';
const WILL_CHANGE = 'loyalty.tier.will-change.v1';

describe('the job that lets time pass', () => {
  let rig: ClockRig;
  let count = 0;
  const somebody = () => `c-${(count += 1)}`;
  const told = async (customerId: string, type: string) =>
    (await rig.messages(customerId)).filter((message) => message.type === type);

  beforeAll(async () => {
    rig = await ClockRig.start('jeweller');
  });
  afterEach(async () => {
    expect((await verifyLedger(rig.db)).firstDifference).toBeUndefined();
  });
  afterAll(() => rig?.stop());

  it('expires points at exactly their instant, not a millisecond before', async () => {
    const customer = somebody();
    rig.clock.set('2027-01-10T10:00:00Z');
    await rig.handle(purchase(customer, '2027-01-10T10:00:00Z'));
    rig.clock.set('2028-01-31T23:59:59.999Z');
    await rig.passTime();
    expect(await rig.booked(customer, 'expiry')).toEqual({ transfers: 0, points: 0 });
    rig.clock.set('2028-02-01T00:00:00Z');
    await rig.passTime();
    expect(await rig.booked(customer, 'expiry')).toEqual({ transfers: 1, points: 10 });
  });

  it('after a week of downtime expires once, though two instances wake up at the same moment', async () => {
    const customers = Array.from({ length: 30 }, somebody);
    await rig.handle(...customers.map((customer) => purchase(customer, '2027-01-10T10:00:00Z')));
    rig.clock.set('2028-02-08T00:00:00Z');
    await Promise.all([rig.passTime(rig.db), rig.passTime(rig.other), rig.passTime(rig.other)]);
    for (const customer of customers) {
      expect(await rig.booked(customer, 'expiry')).toEqual({ transfers: 1, points: 10 });
      const [expired, ...more] = await told(customer, 'loyalty.points.expired.v1');
      expect(expired?.data).toMatchObject({ points: 10, balance: { available: 0 }, memberSequence: 1 });
      expect(more).toEqual([]);
    }
  });

  it('expires points once more that a late order took away, and its cancellation gave back', async () => {
    const [referrer, friend] = [somebody(), somebody()];
    const brought = { referrerId: referrer, refereeId: friend };
    await rig.handle(
      anEvent(referralCreated, { time: '2027-03-25T01:00:00Z', data: brought }),
      purchase(friend, '2027-03-25T02:00:00Z'),
    );
    rig.clock.set('2028-05-01T00:00:00Z');
    await rig.passTime();
    // The friend had bought before, or so it seems for a moment.
    const earlier = purchase(friend, '2027-02-02T01:00:00Z');
    await rig.handle(earlier);
    const { orderId } = earlier.data;
    await rig.handle(
      anEvent(purchaseCancelled, { time: '2027-02-02T02:00:00Z', data: { orderId, customerId: friend } }),
    );
    await rig.passTime();
    expect(await rig.member(referrer)).toMatchObject({ balance: { available: 0n }, totals: { expired: 50n } });
    const expired = await told(referrer, 'loyalty.points.expired.v1');
    expect(expired.map(({ data }) => data['points'])).toEqual([50, 50]);
    expect(expired[0]?.id).not.toBe(expired[1]?.id);
  });

  it('an expiry that a late cancellation undoes is undone on its own day, not on that of the cancellation', async () => {
    const customer = somebody();
    const bought = purchase(customer, '2027-01-10T10:00:00Z');
    await rig.handle(bought);
    rig.clock.set('2028-05-01T00:00:00Z');
    await rig.passTime();
    const { orderId } = bought.data;
    await rig.handle(
      anEvent(purchaseCancelled, { time: '2027-01-12T10:00:00Z', data: { orderId, customerId: customer } }),
    );
    const rows = await rig.db.query<{ kind: string; at: Date }>(
      `select kind, occurred_at as at from transfer join member using (account) where customer_id = $1 order by number`,
      [customer],
    );
    expect(rows.map(({ kind, at }) => [kind, at.toISOString()])).toEqual([
      ['accrual', '2027-01-10T10:00:00.000Z'],
      ['expiry', '2028-02-01T00:00:00.000Z'],
      ['correction', '2028-02-01T00:00:00.000Z'],
      ['clawback', '2027-01-12T10:00:00.000Z'],
    ]);
  });

  it('finds nothing due a second time, and nobody due at once again', async () => {
    await rig.passTime();
    expect(await rig.passTime()).toEqual({ members: 0, failed: [] });
    const due = await rig.db.query('select account from due where at <= $1', [rig.clock()]);
    expect(due).toEqual([]);
  });

  it('consumes points once when a redemption of the last millisecond races with their expiry', async () => {
    const customers = Array.from({ length: 12 }, somebody);
    await rig.handle(...customers.map((customer) => purchase(customer, '2027-03-10T10:00:00Z')));
    rig.clock.set('2028-03-31T23:59:59.999Z');
    const asOf = new Date('2028-04-01T00:00:00Z');
    const { programmes } = rig;
    const [early, ...others] = customers;
    // One redeems before, one after the job, and the others at the same time.
    await rig.redeem(early ?? '', 10n);
    await Promise.all([
      passTimeOfDue(rig.other, { programmes, asOf, source: LEDGER_SOURCE }),
      ...others.slice(1).map((customer) => rig.redeem(customer, 10n)),
    ]);
    await rig.redeem(others[0] ?? '', 10n);
    rig.clock.set(asOf);
    for (const customer of customers) {
      const { balance, totals } = await rig.member(customer);
      expect({ customer, ...balance }).toEqual({ customer, available: 0n, pending: 0n, reserved: 0n, debt: 0n });
      expect({ customer, redeemed: totals.redeemed, expired: totals.expired }).toEqual({
        ...{ customer, redeemed: 10n, expired: 0n },
      });
    }
  });

  it('lets a reservation lapse at its instant', async () => {
    const customer = somebody();
    rig.clock.set('2028-04-10T10:00:00Z');
    await rig.handle(purchase(customer, '2028-04-10T10:00:00Z'));
    const lapses = rig.clock().getTime() + 600_000;
    await rig.decide(customer, (account) => ({
      ...{ kind: 'reservation', reservationId: 'cart-1', points: 4n, until: lapses, pool: [account] },
    }));
    rig.clock.advance({ ms: 599_999 });
    await rig.passTime();
    expect(await told(customer, 'loyalty.points.released.v1')).toEqual([]);
    rig.clock.advance({ ms: 1 });
    await rig.passTime();
    const [released] = await told(customer, 'loyalty.points.released.v1');
    expect(released?.data).toMatchObject({ points: 4, balance: { available: 10, reserved: 0 } });
  });

  it('tells once that points will expire, 30 days before, whoever asks how often', async () => {
    const customer = somebody();
    rig.clock.set('2028-05-10T10:00:00Z');
    await rig.handle(purchase(customer, '2028-05-10T10:00:00Z'), purchase(customer, '2028-05-11T10:00:00Z', 5));
    rig.clock.set('2029-05-01T23:59:59.999Z');
    await rig.passTime();
    expect(await told(customer, WILL_EXPIRE)).toEqual([]);
    rig.clock.set('2029-05-02T00:00:00Z');
    await Promise.all([rig.passTime(rig.db), rig.passTime(rig.other)]);
    await rig.passTime();
    const notices = await told(customer, WILL_EXPIRE);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ topic: 'loyalty.points', id: notices[0]?.data.transferId });
    expect(notices[0]?.data).toMatchObject({
      ...{ points: 15, expiresAt: '2029-06-01T00:00:00.000Z', memberSequence: 1 },
      balance: { available: 15, pending: 0, reserved: 0, debt: 0 },
      reason: { rule: 'expiry', text: '15 points expire on 1 June 2029' },
    });
    rig.clock.set('2029-06-01T00:00:00Z');
    await rig.passTime();
    const [expired] = await told(customer, 'loyalty.points.expired.v1');
    expect(expired?.data).toMatchObject({ memberSequence: 2 });
  });

  it('gives a notice that is late by less than 7 days, and keeps silent about one that is late by 7', async () => {
    const [late, tooLate] = [somebody(), somebody()];
    rig.clock.set('2029-07-10T10:00:00Z');
    await rig.handle(purchase(late, '2029-07-10T10:00:00Z'), purchase(tooLate, '2029-08-10T10:00:00Z'));
    rig.clock.set('2030-07-08T23:59:59.999Z');
    await rig.passTime();
    expect(await told(late, WILL_EXPIRE)).toHaveLength(1);
    rig.clock.set('2030-08-09T00:00:00Z');
    await rig.passTime();
    rig.clock.set('2030-08-09T00:00:01Z');
    await rig.passTime();
    expect(await told(tooLate, WILL_EXPIRE)).toEqual([]);
  });

  it('takes a tier at the end of its grace, and says so 14 days before and then', async () => {
    const customer = somebody();
    rig.clock.set('2031-01-10T12:00:00Z');
    await rig.handle(purchase(customer, '2031-01-10T12:00:00Z', 300));
    rig.clock.set('2032-01-26T11:59:59.999Z');
    await rig.passTime();
    expect(await told(customer, WILL_CHANGE)).toEqual([]);
    rig.clock.set('2032-01-26T12:00:00Z');
    await Promise.all([rig.passTime(rig.db), rig.passTime(rig.other)]);
    const lost = '2032-02-09T12:00:00.000Z';
    const [notice, ...more] = await told(customer, WILL_CHANGE);
    expect(notice?.data).toMatchObject({ from: 'gold', to: 'silver', qualifyingPoints: 0, validUntil: lost });
    expect(more).toEqual([]);
    rig.clock.set('2032-02-09T11:59:59.999Z');
    await rig.passTime();
    expect((await rig.member(customer)).tier?.id).toBe('gold');
    expect(await told(customer, 'loyalty.tier.changed.v1')).toHaveLength(1);
    rig.clock.set(lost);
    await Promise.all([rig.passTime(rig.db), rig.passTime(rig.other)]);
    const changes = await told(customer, 'loyalty.tier.changed.v1');
    expect(changes.map(({ data: { from, to } }) => ({ from, to }))).toEqual([
      { from: 'silver', to: 'gold' },
      { from: 'gold', to: 'silver' },
    ]);
  });

  it('leaves a member with a fact ahead of the clock to the instant of that fact', async () => {
    const customer = somebody();
    rig.clock.set('2032-03-10T10:00:00Z');
    await rig.handle(purchase(customer, '2032-03-10T10:00:00Z'));
    // The notice is due at midnight; an hour before comes what will be 10 hours after it.
    rig.clock.set('2033-03-01T23:00:00Z');
    await rig.passTime();
    const data = { customerId: customer, kind: 'product-viewed' };
    await rig.handle(anEvent(engagementRecorded, { time: '2033-03-02T10:00:00Z', data }));
    rig.clock.set('2033-03-02T09:59:59.999Z');
    expect(await rig.passTime()).toEqual({ members: 0, failed: [] });
    expect(await told(customer, WILL_EXPIRE)).toEqual([]);
    rig.clock.set('2033-03-02T10:00:00Z');
    await rig.passTime();
    expect(await told(customer, WILL_EXPIRE)).toHaveLength(1);
  });

  it('killed at its last statement has done nothing, and everything at the next turn', async () => {
    const customer = somebody();
    rig.clock.set('2034-06-10T10:00:00Z');
    await rig.handle(purchase(customer, '2034-06-10T10:00:00Z'));
    rig.clock.set('2035-07-01T00:00:00Z');
    const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%outbox%'`;
    await rig.owner.transaction(async (tx) => {
      await tx.query('lock table outbox in exclusive mode');
      const killed = expect(rig.passTime(rig.other)).rejects.toThrow();
      await until('it waits to write its messages', async () => (await rig.owner.query(waiting)).length === 1);
      await rig.owner.query(`select pg_terminate_backend(pid) from (${waiting}) waiting`);
      await killed;
    });
    expect(await rig.booked(customer, 'expiry')).toEqual({ transfers: 0, points: 0 });
    expect(await told(customer, 'loyalty.points.expired.v1')).toEqual([]);
    await rig.passTime();
    expect(await rig.booked(customer, 'expiry')).toEqual({ transfers: 1, points: 10 });
    expect(await told(customer, 'loyalty.points.expired.v1')).toHaveLength(1);
  });

  it('works off what 450 members have due in transactions of at most 200, and can stop between them', async () => {
    const customers = Array.from({ length: 450 }, somebody);
    rig.clock.set('2035-08-10T10:00:00Z');
    await rig.handle(...customers.map((customer) => purchase(customer, '2035-08-10T10:00:00Z')));
    rig.clock.set('2036-09-01T00:00:00Z');
    const passing = { programmes: rig.programmes, asOf: rig.clock(), source: LEDGER_SOURCE };
    expect(await passTimeOfDue(rig.db, { ...passing, goOn: async () => false })).toEqual({ members: 200, failed: [] });
    expect(await rig.passTime()).toEqual({ members: 250, failed: [] });
    const bookings = await rig.db.query<{ members: bigint }>(
      `select count(distinct account) as members from transfer where kind = 'expiry' and booked_at = $1 group by booking_id`,
      [rig.clock()],
    );
    expect(bookings.map(({ members }) => Number(members)).sort()).toEqual([200, 200, 50]);
  });

  it('does not keep others waiting for a member whose stored state cannot be read', async () => {
    const [broken, ...others] = Array.from({ length: 5 }, somebody);
    rig.clock.set('2036-10-10T10:00:00Z');
    await rig.handle(...[broken ?? '', ...others].map((customer) => purchase(customer, '2036-10-10T10:00:00Z')));
    const [row] = await rig.db.query<{ account: string; state: object }>(
      'select account, state from balance join member using (account) where customer_id = $1',
      [broken],
    );
    const setState = (state: object) =>
      rig.db.query('update balance set state = $2 where account = $1', [row?.account, JSON.stringify(state)]);
    await setState({});
    rig.clock.set('2037-11-01T00:00:00Z');
    expect(await rig.passTime()).toMatchObject({ members: 4, failed: [{ account: row?.account }] });
    for (const other of others) expect(await rig.booked(other, 'expiry')).toEqual({ transfers: 1, points: 10 });
    await setState(row?.state ?? {});
    expect(await rig.passTime()).toEqual({ members: 1, failed: [] });
  });

  it('has nothing to do for a member who was merged away: the points expire where they went', async () => {
    const [from, into] = [somebody(), somebody()];
    rig.clock.set('2033-04-10T10:00:00Z');
    await rig.handle(purchase(from, '2033-04-10T10:00:00Z'), purchase(into, '2033-04-10T10:00:00Z', 1));
    const data = { fromCustomerId: from, intoCustomerId: into };
    await rig.handle(anEvent(customerMerged, { time: '2033-04-11T10:00:00Z', data }));
    rig.clock.set('2034-05-01T00:00:00Z');
    await rig.passTime();
    expect(await rig.booked(from, 'expiry')).toEqual({ transfers: 0, points: 0 });
    expect(await rig.booked(into, 'expiry')).toMatchObject({ points: 11 });
  });
});

describe('the job that lets time pass, for the travel club', () => {
  let rig: ClockRig;
  beforeAll(async () => {
    rig = await ClockRig.start('travel-club');
  });
  afterAll(() => rig?.stop());

  it('makes points available 14 days later at the same wall time, an hour earlier over the change to summer time', async () => {
    // 10:30 in London on 20 March is 10:30 UTC; on 3 April it is 09:30 UTC.
    rig.clock.set('2027-03-20T10:30:00Z');
    const data = { customerId: 'c-1', currency: 'GBP', totalMinor: 2000, partnerId: 'fuel', lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: '2027-03-20T10:30:00Z', data }));
    rig.clock.set('2027-04-03T09:29:59.999Z');
    await rig.passTime();
    expect((await rig.member('c-1')).balance).toMatchObject({ available: 0n, pending: 10n });
    expect(await rig.booked('c-1', 'activation')).toEqual({ transfers: 0, points: 0 });
    rig.clock.set('2027-04-03T09:30:00Z');
    await rig.passTime();
    expect(await rig.booked('c-1', 'activation')).toEqual({ transfers: 1, points: 10 });
    const messages = await rig.messages('c-1');
    expect(messages.find(({ type }) => type === 'loyalty.points.activated.v1')?.data).toMatchObject({
      ...{ points: 10, balance: { available: 10, pending: 0 } },
    });
  });

  it('shows nothing of held points that went with all others, before the job has seen the reservation lapse', async () => {
    rig.clock.set('2027-03-20T10:30:00Z');
    const data = { customerId: 'c-2', currency: 'GBP', totalMinor: 2000, partnerId: 'fuel', lines: undefined };
    await rig.handle(anEvent(purchaseCompleted, { time: '2027-03-20T10:30:00Z', data }));
    rig.clock.set('2029-03-20T23:50:00Z');
    await rig.decide('c-2', (account) => ({
      ...{ kind: 'reservation', reservationId: 'cart', points: 10n, pool: [account] },
      until: Date.parse('2029-03-21T00:30:00Z'),
    }));
    rig.clock.set('2029-03-21T00:00:00Z');
    await rig.passTime();
    rig.clock.set('2029-03-21T00:30:00Z');
    expect((await rig.member('c-2', true)).balance).toEqual({ available: 0n, pending: 0n, reserved: 0n, debt: 0n });
    await rig.passTime();
    expect(await rig.booked('c-2', 'expiry')).toEqual({ transfers: 1, points: 10 });
  });
});
