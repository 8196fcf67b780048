import {
  customerErased,
  encodeStructured,
  purchaseCompleted,
  returnCompleted,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { connectProducer, readPublished, type EventProducer } from '@perennial/messaging';
import { histories } from '@perennial/oracle';
import { Database } from '@perennial/persistence';
import { anEvent, RunningPlatform, until } from '@perennial/testing';
import fc from 'fast-check';

const HISTORIES = 60;
const DAY_MS = 86_400_000;

type Balance = Readonly<Record<'available' | 'pending' | 'reserved' | 'debt', number>>;

interface Health {
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly forgotten: number;
  readonly adjusted: number;
  readonly transferred: number;
  readonly outstanding: number;
  readonly purchaseToReward: { readonly awards: number; readonly p50Seconds: number | null };
}

const NAMES = [
  ...['id', 'subject', 'customerId', 'referrerId', 'refereeId', 'fromCustomerId', 'intoCustomerId'],
  ...['orderId', 'reviewId', 'referralId', 'returnId', 'reversalId', 'externalId'],
].join('|');

/** The same history of other people. */
function renamed(events: readonly Envelope[], run: number): Envelope[] {
  return JSON.parse(JSON.stringify(events).replace(new RegExp(`"(${NAMES})":"`, 'g'), `$&h${run}-`)) as Envelope[];
}

describe('the programme as metrics sees it', () => {
  const drawn = fc.sample(histories('jeweller'), { seed: 20270301, numRuns: HISTORIES });
  const events = drawn.flatMap((history, run) => renamed(history.events, run));
  const start = Math.max(...events.map(({ at }) => at)) + 3_600_000;
  let platform: RunningPlatform;
  let producer: EventProducer;
  let ledger: Database;

  beforeAll(async () => {
    platform = await RunningPlatform.startAt(new Date(start).toISOString(), '--no-demo');
    producer = await connectProducer({ brokers: platform.brokers });
    const url = platform.stack.services?.ledger?.databaseUrl ?? '';
    ledger = await Database.connect({ url, applicationName: 'test-programme-health', poolSize: 1 });
  }, 240_000);
  afterAll(async () => {
    await ledger?.close();
    await producer?.disconnect();
    await platform?.end();
  }, 60_000);

  const health = async () => (await platform.get<Health>('metrics', '/v1/metrics/programme', 30_000)).body;
  const send = (sent: readonly Envelope[]) => producer.send(sent.map((event) => encodeStructured(event)));

  /**
   * What the ledger has booked and told of; transfers between members are none on the whole. A late fact may still move points
   * of somebody who was forgotten: that is booked, comes to nothing, and nobody is told.
   */
  async function booked(): Promise<Record<'outstanding' | 'issued' | 'redeemed' | 'transferred', number>> {
    const topics = { topics: [rewardIssued.topic], source: '/perennial/ledger' };
    const { messages } = await readPublished({ brokers: platform.brokers }, topics);
    const [row] = await ledger.query<Record<'outstanding' | 'issued' | 'redeemed', number>>(
      `select (select coalesce(sum(available::numeric + pending + reserved - debt), 0) from balance)::float8 as outstanding,
              coalesce(sum(points) filter (where kind = 'accrual' and (member.account is not null or transfer_id = any($1))), 0)
                ::float8 as issued,
              coalesce(sum(points) filter (where kind = 'redemption'), 0)::float8 as redeemed
         from transfer left join member using (account)`,
      [[...messages.keys()]],
    );
    if (!row) throw new Error('an aggregate without group always has a row');
    return { ...row, transferred: 0 };
  }

  async function expectToThePoint(): Promise<Health> {
    await platform.settled();
    await until('what expired is booked', async () => {
      const due = await ledger.query('select 1 from due where at <= $1 limit 1', [new Date(start)]);
      return due.length === 0;
    });
    const expected = await booked();
    await until('metrics has heard of everything', async () => (await health()).outstanding === expected.outstanding);
    await platform.settled();
    const told = await health();
    expect(told).toMatchObject(await booked());
    return told;
  }

  async function post(path: string, body: object): Promise<number> {
    const response = await fetch(`${platform.stack.services?.ledger?.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'perennial-actor': 'e2e' },
      body: JSON.stringify(body),
    });
    return response.status;
  }

  /** What members had when a month ended, as the ledger says it now. */
  async function hadAfter(month: string, customers: readonly string[]): Promise<number> {
    const next = new Date(`${month}-01T00:00:00Z`);
    next.setUTCMonth(next.getUTCMonth() + 1);
    const asOf = new Date(next.getTime() - 1).toISOString();
    const members = await Promise.all(
      customers.map((each) => platform.get<{ balance: Balance }>('ledger', `/v1/members/${each}?asOf=${asOf}`)),
    );
    return members.reduce((sum, { body: { balance } }) => {
      return sum + balance.available + balance.pending + balance.reserved - balance.debt;
    }, 0);
  }

  it('says of every month that is over what the ledger says members had then, of purchases and returns told quarter by quarter', async () => {
    const customers = Array.from({ length: 8 }, (_, i) => `steady-${i}`);
    const quarters = Array.from({ length: 9 }, (_, i) => start - (9 - i) * 91 * DAY_MS);
    for (const [quarter, begins] of quarters.entries()) {
      const bought = customers.flatMap((customerId, i) =>
        [5, 33 + i, 61].map((day) => {
          const time = new Date(begins + day * DAY_MS).toISOString();
          const data = { customerId, currency: 'USD', totalMinor: 2_500 + 1_111 * ((i + quarter) % 7) };
          return anEvent(purchaseCompleted, { data, time });
        }),
      );
      await send(bought);
      await platform.settled();
      const returned = bought.filter((_, i) => i % 4 === quarter % 4);
      await send(
        returned.map(({ data: { orderId } }, i) => {
          const time = new Date(begins + 80 * DAY_MS + i * 1000).toISOString();
          const data = { orderId, currency: 'USD', amountMinor: 1_700 };
          return anEvent(returnCompleted, { data, time });
        }),
      );
      await platform.settled();
    }
    const { expired } = await expectToThePoint();
    expect(expired).toBeGreaterThan(0);
    const { body } = await platform.get<{ groups: (Health & { period: string })[] }>(
      'metrics',
      '/v1/metrics/programme?groupBy=month',
    );
    const told = body.groups.map(({ period, outstanding }) => [period, outstanding] as const);
    const is = await Promise.all(told.map(async ([month]) => [month, await hadAfter(month, customers)] as const));
    expect(told).toEqual(is);
    expect(told.length).toBeGreaterThan(24);
  }, 240_000);

  it('has as many points outstanding as the ledger, to the point, after random histories that come twice', async () => {
    await send(events);
    await send(events.toReversed());
    const { issued, expired, outstanding } = await expectToThePoint();
    expect(issued).toBeGreaterThan(1000);
    expect(expired).toBeGreaterThan(0);
    expect(outstanding).toBeGreaterThan(0);
  }, 240_000);

  it('and after redemptions, reservations, adjustments, transfers and erasures', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `rich-${i}`);
    const [first, second, third, fourth, ...others] = names;
    const earlier = new Date(start - 60 * 86_400_000).toISOString();
    await send(
      names.map((customerId) =>
        anEvent(purchaseCompleted, { data: { customerId, currency: 'USD', totalMinor: 200_000 }, time: earlier }),
      ),
    );
    await expectToThePoint();
    const before = await health();
    const of = (customerId = '') => `/v1/members/${encodeURIComponent(customerId)}`;
    const statuses = [
      ...(await Promise.all(
        others.map((customerId) => post(`${of(customerId)}/redemptions`, { rewardId: 'gift-box' })),
      )),
      await post(`${of(first)}/reservations`, { points: 40, ttlSeconds: 3600 }),
      await post(`${of(second)}/adjustments`, { points: 7, reason: 'goodwill' }),
      await post(`${of(second)}/adjustments`, { points: -3, reason: 'mistake' }),
      await post(`${of(third)}/transfers`, { to: second, points: 25 }),
    ];
    expect(statuses.filter((status) => status >= 300)).toEqual([]);
    await send([anEvent(customerErased, { data: { customerId: fourth }, time: earlier })]);
    const after = await expectToThePoint();
    expect(after.redeemed).toBeGreaterThan(before.redeemed);
    expect(after.forgotten).toBe(before.forgotten + 200);
    expect(after.adjusted).toBe(before.adjusted + 4);
  }, 120_000);

  it('tells how long purchases waited for their points, and Prometheus the same sums within some minutes', async () => {
    const { purchaseToReward, outstanding } = await health();
    expect(purchaseToReward.awards).toBeGreaterThan(50);
    expect(purchaseToReward.p50Seconds).toBeGreaterThan(0);
    let text = '';
    await until(
      'what is kept for Prometheus was read anew',
      async () => {
        text = await (await fetch(`${platform.stack.services?.metrics?.url}/metrics`)).text();
        return text.includes(`\nloyalty_points_outstanding{service="metrics"} ${outstanding}\n`);
      },
      300_000,
    );
    expect(text).toMatch(/\nloyalty_purchase_to_reward_seconds\{quantile="0.99",service="metrics"\} [0-9.]+\n/);
  }, 360_000);
});
