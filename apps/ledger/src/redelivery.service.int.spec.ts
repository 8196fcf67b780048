import { engagementRecorded, type Envelope } from '@perennial/contracts';
import type { Database } from '@perennial/persistence';
import { anEvent, ServiceOnKafka } from '@perennial/testing';
import fc from 'fast-check';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { bought, cancelled, referred, reviewed, sentBack, takenBack } from './handlers/happenings.fixture.js';
import { LedgerRig, NOW } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';

const MEMBERS = 10;
const DELIVERIES = 10;
/** Records sent at a time, so that copies meet in other chunks than their originals. */
const SLICE = 40;

/** An instant so many days before the clock's. */
const daysAgo = (days: number, minutes = 0) =>
  new Date(Date.parse(NOW) - days * 86_400_000 + minutes * 60_000).toISOString();

/** Some 22 events of each member over 17 months: lots expire, limits and tiers are reached and lost. */
function happenings(): Envelope[] {
  return Array.from({ length: MEMBERS }, (_, index) => {
    const who = `m-${index}`;
    const order = (name: string) => `o-${name}-${index}`;
    const buys = (name: string, totalMinor: number, days: number, more: object = {}) =>
      bought(who, totalMinor, daysAgo(days, index), { orderId: order(name), ...more });
    const sends = (name: string, part: number, amountMinor: number, days: number) =>
      sentBack(order(name), amountMinor, daysAgo(days, index), { returnId: `rt-${name}-${index}-${part}` });
    const line = { lineId: '1', sku: 'membership-gold', quantity: 1, unitPriceMinor: 5000 };
    return [
      buys('old', 45_990, 500),
      sends('old', 1, 10_000, 450),
      // Gold from here on: what follows is worth more.
      buys('big', 300_000 + index * 1000, 300),
      buys('next', 19_900, 299),
      sends('big', 1, 50_000, 200),
      sends('big', 2, 60_500, 60),
      buys('next', 9900, 290, { revision: 1 }),
      buys('next', 29_900, 295, { revision: 2 }),
      buys('called-off', 88_800, 100),
      cancelled(order('called-off'), daysAgo(98, index)),
      buys('whole', 12_345, 90),
      sends('whole', 1, 12_345, 80),
      ...(index % 2 ? [buys('member', 5000, 70, { lines: [line] })] : []),
      buys('last', 25_000, 5),
      // Five are paid in a month.
      ...Array.from({ length: 6 }, (_, n) =>
        reviewed(who, `sku-${n}`, daysAgo(20 - n, index), { reviewId: `r-${index}-${n}` }),
      ),
      takenBack(who, `r-${index}-1`, daysAgo(10, index)),
      anEvent(engagementRecorded, {
        time: daysAgo(3, index),
        data: { customerId: who, kind: 'workshop-attended', proofId: `ticket-${index}` },
      }),
      ...(index > 0 ? [referred('m-0', who, daysAgo(520 - index))] : []),
    ];
  }).flat();
}

/**
 * Everything two ledgers of the same events have to have alike: all but when it was booked, in which pieces, and random ids;
 * the cache of a member's facts names members by them, too.
 */
async function contentOf(db: Database) {
  const members = await db.query<{ account: string; customer_id: string }>('select account, customer_id from member');
  const names = new Map(members.map(({ account, customer_id }) => [account, customer_id]));
  const named = (text: string) => text.replace(/[0-9a-f-]{36}/g, (id) => names.get(id) ?? id);
  const rows = <Row extends object = Record<string, unknown>>(sql: string) => db.query<Row>(sql);
  // How far the clock of a member was run depends on who came last; what came of it does not.
  const balances = await rows<{ state: string; expired: bigint; tier: string }>(
    `select customer_id, available, pending, reserved, debt, earned, redeemed, expired, clawed_back, adjusted, transferred,
              reinstated, tier, (state - 'passedTo')::text as state, due.at as due
         from balance join member using (account) left join due using (account) order by customer_id`,
  );
  return {
    balances: balances.map((row) => ({ ...row, state: JSON.parse(named(row.state)) })),
    lots: await rows(
      `select customer_id, rule, thing, points, pending, held, expired, earned_at, earned_source, earned_id, available_at,
              expires_at
         from lot join member using (account) order by customer_id, rule, thing`,
    ),
    facts: await rows(
      `select customer_id, at, source, id, type, data from fact join member using (account)
        order by customer_id, at, source, id`,
    ),
    sales: await rows(
      `select thing, customer_id, guest, revision, currency, total, quantities, returned, returned_quantities, cancelled
         from sale left join member using (account) order by thing`,
    ),
    // What was corrected and corrected back is nothing.
    transfers: await rows(
      `select customer_id, rule, thing, ledger_account, sum(posting.points) as points
         from posting join transfer using (account, number) join member using (account)
        group by customer_id, rule, thing, ledger_account having sum(posting.points) <> 0
        order by customer_id, rule, thing, ledger_account`,
    ),
  };
}

describe('events that are delivered again and again', () => {
  let rig: LedgerRig;
  let once: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start();
    once = await LedgerRig.start();
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [],
      databaseUrl: rig.database.url,
      handler: () => new LedgerChunkHandler(rig.programmes),
      clock: () => new Date(NOW),
      instances: 2,
    });
  });
  afterAll(async () => {
    await service?.end();
    await once?.stop();
    await rig?.stop();
  });

  it('10 times in shuffled orders, to any partition, to two instances, come to what a single delivery in another order comes to', async () => {
    const events = happenings();
    const shuffled = fc.shuffledSubarray(events, { minLength: events.length });
    const [single = [], ...deliveries] = fc.sample(shuffled, { seed: 10, numRuns: 1 + DELIVERIES });
    for (const [delivery, order] of deliveries.entries())
      for (let start = 0; start < order.length; start += SLICE)
        await service.send(order.slice(start, start + SLICE), delivery);
    await service.settled();
    await once.handle(single);

    const content = await contentOf(rig.db);
    expect(content).toEqual(await contentOf(once.db));
    expect(content.balances).toHaveLength(MEMBERS);
    expect(content.facts).toHaveLength(events.length);
    expect(await rig.db.query('select reason, detail from quarantine')).toEqual([]);
    expect(await rig.db.query('select waits_for from parked_event')).toEqual([]);
    // Time and tiers, which make an order of facts matter, had a part in it.
    expect(content.balances.filter(({ expired }) => expired === 0n)).toEqual([]);
    expect(new Set(content.balances.map(({ tier }) => tier))).toEqual(new Set(['silver', 'gold']));
  }, 120_000);
});
