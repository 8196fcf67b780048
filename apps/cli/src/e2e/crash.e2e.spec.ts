import { encodeStructured, type Publishable } from '@perennial/contracts';
import { connectProducer } from '@perennial/messaging';
import { RunningPlatform, until } from '@perennial/testing';

interface LedgerSummary {
  events: number;
  rewardsIssued: number;
  pointsIssued: number;
  pointsOutstanding: number;
  members: number;
}

const CUSTOMERS = 750;
const ORDERS = 1_500;
/** Long enough ago that nobody is mailed, and late enough that nothing has expired. */
const FIRST = Date.now() - 200 * 86_400_000;

/**
 * A fixed, uneven load: who buys what for how much is arithmetic on the order's number. Nobody comes near the second tier, so
 * that it stays this simple.
 */
function orders(round: number): { event: Publishable; points: number }[] {
  return Array.from({ length: ORDERS }, (_, index) => {
    const customer = `r${round}-c${(index * 7 + round) % CUSTOMERS}`;
    const totalMinor = ((index * 7_919 + round * 104_729) % 30_000) + 1;
    const event: Publishable = {
      id: `r${round}-o${index}`,
      source: '/crash-shop',
      type: 'commerce.purchase.completed.v1',
      time: new Date(FIRST + ((index * 7_907) % 190_000) * 60_000).toISOString(),
      subject: customer,
      data: { orderId: `r${round}-o${index}`, customerId: customer, currency: 'USD', totalMinor },
    };
    return { event, points: Math.floor(totalMinor / 1_000) };
  });
}

describe('kill -9 in the middle of a load', () => {
  let platform: RunningPlatform;
  const expected = { events: 0, rewardsIssued: 0, pointsIssued: 0, members: 0 };

  beforeAll(async () => {
    platform = await RunningPlatform.start('--no-demo');
  }, 240_000);

  afterAll(() => platform?.end(), 60_000);

  it.each([
    ['ledger', 1],
    ['campaign', 2],
    ['metrics', 3],
    ['kafka', 4],
    ['postgres', 5],
  ] as const)(
    'of %s: restarted by the supervisor, no event lost or doubled, the same totals',
    async (victim, round) => {
      const load = orders(round);
      const paid = load.filter(({ points }) => points > 0);
      expected.events += load.length;
      expected.rewardsIssued += paid.length;
      expected.pointsIssued += paid.reduce((sum, { points }) => sum + points, 0);
      expected.members += new Set(load.map(({ event }) => event.subject)).size;

      await publishAndKill(
        platform,
        victim,
        load.map(({ event }) => event),
      );
      await until(`the screen says that ${victim} came back`, async () =>
        new RegExp(`${victim} ended \\(.*${victim} is back`, 'is').test(platform.screen),
      );
      await platform.settled();

      await until('the ledger answers', async () => (await platform.get('ledger', '/health/ready')).status === 200);
      const { body } = await platform.get<LedgerSummary>('ledger', '/v1/ledger/summary');
      expect(body).toMatchObject({ ...expected, pointsOutstanding: expected.pointsIssued });
      expect((await platform.get('ledger', '/v1/ledger/verify', 60_000)).body).toMatchObject({ ok: true });
      const metrics = await platform.get<{ orders: number; customers: number }>('metrics', '/v1/metrics/summary');
      expect(metrics.body).toMatchObject({ orders: expected.events, customers: expected.members });
      // The purchases are old: nobody is mailed, whoever died meanwhile.
      expect((await platform.get('campaign', '/v1/offers/summary')).body).toMatchObject({ offers: 0, withheld: 0 });
    },
    180_000,
  );

  it('leaves everything true that has to hold of the three services', async () => {
    expect(await platform.violations()).toEqual([]);
  }, 120_000);

  it('of the command itself: the next start cleans up and goes on with the data', async () => {
    await platform.kill();
    platform = await RunningPlatform.startIn(platform.dataDir, '--no-demo');
    const { body } = await platform.get<LedgerSummary>('ledger', '/v1/ledger/summary');
    expect(body).toMatchObject(expected);
  }, 120_000);
});

/** Publishes in portions and kills `victim` once the first of them are being worked on. */
async function publishAndKill(
  platform: RunningPlatform,
  victim: Parameters<RunningPlatform['pidOf']>[0],
  events: readonly Publishable[],
): Promise<void> {
  const portion = 100;
  const { brokers } = platform;
  let sent = 0;
  let killed = false;
  while (sent < events.length) {
    const part = events.slice(sent, sent + portion).map((event) => encodeStructured(event));
    try {
      const producer = await connectProducer({ brokers });
      await producer.send(part);
      await producer.disconnect();
      sent += portion;
    } catch (error) {
      // The broker is away. What was perhaps taken is sent again: duplicates are part of the test.
      if (victim !== 'kafka') throw error;
    }
    if (!killed && sent >= events.length / 2) {
      process.kill(platform.pidOf(victim), 'SIGKILL');
      killed = true;
    }
  }
}
