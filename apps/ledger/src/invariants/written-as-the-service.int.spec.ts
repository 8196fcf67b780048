import { randomUUID } from 'node:crypto';

import { partnerAccrued, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';

import { adjust } from '../commands/adjust.js';
import type { CommandScope } from '../commands/ledger-commands.js';
import { formHousehold } from '../commands/form-household.js';
import { leaveHousehold } from '../commands/leave-household.js';
import { redeem } from '../commands/redeem.js';
import { reserve } from '../commands/reserve.js';
import { reverseRedemption } from '../commands/reverse-redemption.js';
import { endReservation } from '../commands/end-reservation.js';
import { transfer } from '../commands/transfer.js';
import type { LedgerAccount, Transfer, TransferKind } from '../domain/posting/transfer.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { insertBooking } from '../sealing/queries/insert-booking.js';
import { verifySeals } from '../sealing/verify/verify-seals.js';
import { insertSystemPostings } from '../store/queries/insert-system-postings.js';
import { insertTransfers } from '../store/queries/insert-transfers.js';
import { verifyAll } from '../store/verify-all.js';
import { findUndecided } from './find-undecided.js';
import { verifyOrigins } from './origins.js';

const POINTS = 7n;
const TIME = '2027-03-01T10:00:00Z';

/** What a transfer of each kind moves, and the sum of the wallet that it belongs to; +: into the wallet. */
const KINDS: readonly (readonly [TransferKind, '+' | '-', LedgerAccount, string, string])[] = [
  ['accrual', '+', 'issuance', 'earned', 'partner-purchase accrual:fuel:x-9'],
  ['clawback', '-', 'issuance', 'clawed_back', 'partner-purchase accrual:fuel:x-ada'],
  ['correction', '-', 'issuance', 'clawed_back', 'partner-purchase accrual:fuel:x-9'],
  ['expiry', '-', 'breakage', 'expired', 'expiry partner-purchase/accrual:fuel:x-ada'],
  ['expiry-reversal', '+', 'breakage', 'reinstated', 'expiry-reversal reinstatement:r-9'],
  ['redemption', '-', 'redemption', 'redeemed', 'redemption redemption:r-9'],
  ['reinstatement', '+', 'redemption', 'reinstated', 'reinstatement redemption:r-9'],
  ['adjustment', '+', 'adjustment', 'adjusted', 'adjustment adjustment:a-9'],
  ['transfer', '+', 'transit', 'transferred', 'transfer transfer:t-9'],
  ['merge', '+', 'transit', 'transferred', 'merge merge:m-9'],
  ['erasure', '-', 'breakage', 'expired', 'erasure erasure'],
];
type Planted = (typeof KINDS)[number];

const spends = (customerId: string, externalId: string, time: string, amountMinor: number): Envelope =>
  anEvent(partnerAccrued, {
    time,
    data: { partnerId: 'fuel', customerId, externalId: `x-${externalId}`, currency: 'GBP', amountMinor },
  });

const TABLES = [
  'transfer',
  'balance',
  'lot',
  'system_posting',
  'booking',
  'unsealed_booking',
  'fact',
  'due',
  'inbox',
  'sale',
  'programme_version',
];

describe('what somebody writes as the service, in SQL,', () => {
  let rig: LedgerRig;
  beforeAll(async () => {
    rig = await LedgerRig.start('travel-club');
    await rig.handle(['ada', 'ben', 'cem'].map((each) => spends(each, each, '2027-02-01T10:00:00Z', 1_800_000)));
    await rig.handle([spends('dee', 'dee', '2020-02-01T10:00:00Z', 1_800_000)]);
    await run((scope) => formHousehold(scope, ['ben', 'cem']));
    const { redemptionId } = await run((scope) => redeem(scope, 'ada', { rewardId: 'fuel-5', quantity: 1 }));
    await run((scope) => redeem(scope, 'ben', { rewardId: 'fuel-5', quantity: 2 }));
    await run((scope) => reverseRedemption(scope, String(redemptionId)));
    await run((scope) => transfer(scope, 'ada', { to: 'ben', points: 3 }));
    for (const how of ['commit', 'release'] as const) {
      const held = await run((scope) => reserve(scope, 'ben', { points: 5, ttlSeconds: 600, orderId: 'o-8' }));
      await run((scope) => endReservation(scope, String(held.reservationId), how));
    }
    await run((scope) => leaveHousehold(scope, 'cem'));
    const [points, reason] = [5n, 'Shop was closed'];
    await run((scope) => adjust(scope, 'dee', { kind: 'reinstatement', points, reason }, 'zoe'));
    const expiresAt = Date.parse('2035-01-01T00:00:00Z');
    await run((scope) => adjust(scope, 'dee', { kind: 'extension', expiresAt, reason }, 'zoe'));
    for (const table of TABLES) await rig.owner.query(`create table kept_${table} as table ${table}`);
  });
  afterAll(() => rig?.stop());
  afterEach(async () => {
    await rig.owner.query('set session_replication_role = replica');
    for (const table of TABLES) {
      await rig.owner.query(`delete from ${table}`);
      await rig.owner.query(`insert into ${table} overriding system value select * from kept_${table}`);
    }
    await rig.owner.query('set session_replication_role = origin');
    expect(await firstDifference()).toBeUndefined();
  });

  async function run(work: (scope: CommandScope) => Promise<{ readonly body: object }>) {
    const { body } = await rig.db.transaction(async (tx) =>
      work({ tx, programmes: await rig.programmes.inForce(tx), clock: () => rig.now, actor: 'zoe' }),
    );
    return body as Record<string, unknown>;
  }

  async function firstDifference(): Promise<string | undefined> {
    const found = await verifyAll(rig.db, rig.programmes, () => verifySeals(rig.db, new Map()));
    return found.firstDifference?.detail;
  }

  /** A purchase is one step on what is stored; one of before has everything folded again, and corrected. */
  const nextEvent = (time = '2027-06-01T10:00:00Z') => rig.handle([spends('ada', time, time, 20_000)]);

  async function accountOf(customer: string): Promise<string> {
    const [row] = await rig.db.query<{ account: string }>('select account from member where customer_id = $1', [
      customer,
    ]);
    return row?.account ?? '';
  }

  async function transferOf([kind, sign, outside, , what]: Planted, place: number): Promise<Transfer> {
    const [rule = '', thing = ''] = what.split(' ');
    const account = await accountOf('ada');
    const [row] = await rig.db.query<{ next: bigint }>(
      'select max(number) + 1 as next from transfer where account = $1',
      [account],
    );
    const into = sign === '+';
    return {
      ...{ account, customerId: 'ada', number: (row?.next ?? 1n) + BigInt(place), transferId: randomUUID() },
      ...{ debit: into ? outside : 'available', credit: into ? 'available' : outside },
      ...{ points: POINTS, kind, rule, thing, programmeVersion: 1, occurredAt: Date.parse(TIME) },
      cause: { at: Date.parse(TIME), source: '/shop', id: `e-${kind}` },
    };
  }

  /** As the service books. */
  async function book(tx: Tx, transfers: readonly Transfer[]): Promise<void> {
    const bookingId = randomUUID();
    const bookedAt = rig.now;
    const sealed = transfers.map(({ customerId: _name, cause, ...each }) => ({
      ...{ ...each, unit: 'points', partnerId: null, causeSource: cause.source, causeId: cause.id },
      ...{ bookedAt: bookedAt.getTime(), memberSequence: null },
    }));
    await insertTransfers(tx, transfers, { bookingId, unit: 'points', bookedAt });
    await insertSystemPostings(tx, bookingId, transfers);
    await insertBooking(tx, { bookingId, transfers: sealed, bookedAt });
    await tx.query('update balance set transfers = transfers + $2 where account = $1', [
      transfers[0]?.account,
      transfers.length,
    ]);
  }

  async function fitWallet(tx: Tx, [, sign, , sum]: Planted): Promise<void> {
    const account = await accountOf('ada');
    const signed = ['adjusted', 'transferred', 'reinstated', 'earned'].includes(sum) ? sign : '+';
    await tx.query(
      `update balance set available = available ${sign} ${POINTS}, ${sum} = ${sum} ${signed} ${POINTS} where account = $1`,
      [account],
    );
    await tx.query(
      `update lot set points = points ${sign} ${POINTS} where account = $1 and thing = 'accrual:fuel:x-ada'`,
      [account],
    );
  }

  describe.each(KINDS)('a transfer of kind %s', (...planted) => {
    it('is named where it is a bare row, also after the next event', async () => {
      const row = await transferOf(planted, 0);
      await rig.db.transaction((tx) =>
        insertTransfers(tx, [row], { bookingId: randomUUID(), unit: 'points', bookedAt: rig.now }),
      );
      expect(await firstDifference()).toMatch(row.account);
      // Whose transfers are numbered otherwise than the wallet counts gets nothing booked any more.
      await nextEvent().catch(() => undefined);
      expect(await firstDifference()).toMatch(row.account);
    });

    it('is named where it is booked with wallet, lot and seals to fit, also after the next events', async () => {
      await rig.db.transaction(async (tx) => {
        await book(tx, [await transferOf(planted, 0)]);
        await fitWallet(tx, planted);
      });
      expect(await firstDifference()).toMatch(await accountOf('ada'));
      await nextEvent();
      expect(await firstDifference()).toMatch(await accountOf('ada'));
      await nextEvent('2027-04-01T10:00:00Z');
      expect(await firstDifference()).toMatch(`1 transfer is caused by (/shop, e-${planted[0]})`);
    });
  });

  it.each(KINDS)('is named where a transfer of kind %s is hidden behind one that undoes it', async (...planted) => {
    const [kind, sign] = planted;
    const other = KINDS.find(([each, its]) => its !== sign && each !== kind)!;
    const both = [await transferOf(planted, 0), await transferOf(other, 1)];
    await rig.db.transaction((tx) => book(tx, both));
    const named = /was booked with -?7 points|1 transfer is caused by/;
    expect(await firstDifference()).toMatch(named);
    await nextEvent();
    expect(await firstDifference()).toMatch(named);
    // Folded again, what it comes to is put right by further transfers, and it stands there with a cause that is none.
    await nextEvent('2027-04-01T10:00:00Z');
    expect(await firstDifference()).toMatch(/1 transfer is caused by \(\/shop, e-/);
  });

  const GIVEN = '00000000-0000-4000-8000-00000000000a';
  const points = { n: '7' };

  it.each([
    ['redemption', { redemptionId: GIVEN, rewardId: 'fuel-5', points, pool: [] }],
    ['redemption-reversal', { redemptionId: GIVEN, pool: [] }],
    ['reservation', { reservationId: GIVEN, points, until: Date.parse('2027-12-01T00:00:00Z'), pool: [] }],
    ['reservation-commit', { reservationId: GIVEN, pool: [] }],
    ['reservation-release', { reservationId: GIVEN, pool: [] }],
    ['transfer', { transferId: GIVEN, points, to: GIVEN }],
    ['household', { householdId: GIVEN, pool: [GIVEN] }],
    ['household-leave', { householdId: GIVEN, pool: [] }],
    ['merge', { into: GIVEN, pool: [] }],
    ['erasure', { pool: [] }],
  ])('is named where a fact of kind %s has nothing beside it, also after the next events', async (kind, data) => {
    await plantFact(`ledger.decision.${kind}`, { kind, ...data });
    const itself = `${kind} .*account ${await accountOf('ada')}`;
    const named = new RegExp(`${itself}|account [0-9a-f-]{36}: `);
    expect(await firstDifference()).toMatch(named);
    expect((await verifyOrigins(rig.db)).firstDifference?.detail).toMatch(new RegExp(itself));
    await nextEvent().catch(() => undefined);
    expect(await firstDifference()).toMatch(named);
    // What everybody is folded from has it then, and nothing else differs.
    await nextEvent('2027-04-01T10:00:00Z').catch(() => undefined);
    expect(await firstDifference()).toMatch(named);
  });

  it('is named where an event is a fact and was never taken in', async () => {
    const { type, data } = spends('ada', '9', TIME, 1_400);
    await plantFact(type, data as object);
    expect(await firstDifference()).toMatch(`account ${await accountOf('ada')}`);
    await nextEvent('2027-04-01T10:00:00Z');
    expect(await firstDifference()).toBe(
      `${type} of account ${await accountOf('ada')} (/perennial/ledger, planted) is a fact, and no such event was taken in`,
    );
  });

  it.each([
    ['redemption', 'points', `data = jsonb_set(data, '{points,n}', '"1"')`],
    ['redemption', 'account', `account = gen_random_uuid()`],
    ['redemption', 'pool', `data = jsonb_set(data, '{pool}', jsonb_build_array(gen_random_uuid()))`],
    ['reservation', 'instant', `data = jsonb_set(data, '{until}', '1')`],
    ['reservation', 'account', `account = gen_random_uuid()`],
    ['reservation', 'pool', `data = jsonb_set(data, '{pool}', jsonb_build_array(gen_random_uuid()))`],
    ['reservation', 'order', `data = jsonb_set(data, '{orderId}', '"o-9"')`],
    ['extension', 'date', `data = jsonb_set(data, '{expiresAt}', '4070908800000')`],
    ['extension', 'lots', `data = data || '{"expiringBy": 1}'`],
    ['reinstatement', 'date', `data = data || '{"expiresAt": 4070908800000}'`],
    ['transfer', 'receiver', `data = jsonb_set(data, '{to}', to_jsonb(account))`],
    ['transfer', 'account', `account = gen_random_uuid()`],
    [
      'household',
      'number of members',
      `data = jsonb_set(data, '{pool}', data -> 'pool' || to_jsonb(gen_random_uuid()))`,
    ],
    ['household-leave', 'account', `account = gen_random_uuid()`],
  ])('is named where the fact of a %s has another %s than was decided', async (kind, _what, change) => {
    expect(await findUndecided(rig.db)).toBeUndefined();
    await rig.owner.query('set session_replication_role = replica');
    await rig.owner.query(`update fact set ${change} where type = 'ledger.decision.${kind}'`);
    await rig.owner.query('set session_replication_role = origin');
    expect(await findUndecided(rig.db)).toMatch(
      new RegExp(`^${kind} .* is a fact and was never decided, or otherwise$`),
    );
  });

  it('is named, and no error, where the first version of the programme is gone', async () => {
    await rig.owner.query('set session_replication_role = replica');
    await rig.owner.query('delete from programme_version');
    await rig.owner.query('set session_replication_role = origin');
    expect(await firstDifference()).toBe(
      'the first version of the programme is gone from programme_version: without it no facts can be folded',
    );
  });

  it('is named where a redemption is a fact twice', async () => {
    await rig.db.query(
      `insert into fact select account, at + interval '1 second', source, 'again', bucket, type, data, booked_at, booking
         from fact where type = 'ledger.decision.redemption' and account = $1`,
      [await accountOf('ada')],
    );
    expect(await findUndecided(rig.db)).toMatch(/^redemption .* is a fact 2 times$/);
  });

  async function plantFact(type: string, data: object): Promise<void> {
    await rig.db.query(
      `insert into fact (account, bucket, at, source, id, type, data, booked_at)
       values ($1, 0, $2, '/perennial/ledger', 'planted', $3, $4, $2)`,
      [await accountOf('ada'), TIME, type, JSON.stringify(data)],
    );
  }
});
