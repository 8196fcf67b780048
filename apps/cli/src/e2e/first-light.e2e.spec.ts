import { encodeStructured, rewardIssued, type Publishable } from '@perennial/contracts';
import { connectProducer, readTopic, type EventProducer, type TopicRecord } from '@perennial/messaging';
import { perennial, RunningPlatform, until } from '@perennial/testing';

interface Member {
  balance: { available: number };
  earned: number;
}
interface Quarantine {
  items: { reason: string; topic: string; id?: string }[];
}

/** Words that have no business on the screen of somebody who only looks. */
const NOISE = /\n\s+at |Error:|Warning|deprecat|KafkaJS|"level"/i;

const purchase = (id: string, change: object = {}, data: object = {}): Publishable => ({
  id,
  source: '/e2e-shop',
  type: 'commerce.purchase.completed.v1',
  time: new Date().toISOString(),
  subject: 'bad-input',
  data: { orderId: id, customerId: 'bad-input', currency: 'USD', totalMinor: 10_000, ...data },
  ...change,
});

describe('the platform, as a user starts it', () => {
  let platform: RunningPlatform;
  let producer: EventProducer;
  const rewards: TopicRecord[] = [];
  let reader: { stop(): Promise<void> };

  beforeAll(async () => {
    platform = await RunningPlatform.start('--no-demo');
    producer = await connectProducer({ brokers: platform.brokers });
    reader = await readTopic({
      brokers: platform.brokers,
      topics: ['loyalty.reward-issued'],
      onRecord: (record) => rewards.push(record),
    });
  }, 240_000);

  afterAll(() => platform?.end(), 60_000);

  it('writes what runs, and where, to stack.json', () => {
    expect(platform.stack).toEqual({
      kafka: { brokers: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)], pid: expect.any(Number) },
      postgres: { url: expect.stringMatching(/^postgres/), pid: expect.any(Number) },
      services: Object.fromEntries(
        ['ledger', 'campaign', 'metrics'].map((name) => [
          name,
          {
            url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
            pid: expect.any(Number),
            databaseUrl: expect.stringContaining(`perennial_${name}`),
          },
        ]),
      ),
      ...(platform.stack.now === undefined ? {} : { now: expect.any(String) }),
    });
  });

  it('answers a purchase of 100.00 USD, published from the command line, with 10 points in the ledger and on the topic', async () => {
    const published = await perennial(
      ...['publish', '--data-dir', platform.dataDir, '--customer', 'alice', '--total', '100.00', '--currency', 'USD'],
    );
    expect(published).toMatchObject({ code: 0 });
    await platform.settled();
    expect((await platform.get<Member>('ledger', '/v1/members/alice')).body).toMatchObject({
      balance: { available: 10, pending: 0, reserved: 0, debt: 0 },
      earned: 10,
    });
    const ofAlice = () => rewards.filter(({ key }) => key?.toString() === 'alice');
    const points = () => ofAlice().filter(({ headers }) => headers['ce_source']?.toString() === '/perennial/ledger');
    await until('the reward is on the topic', async () => points().length > 0);
    expect(points()).toHaveLength(1);
    const data: unknown = JSON.parse(points()[0]?.value?.toString() ?? '');
    expect(rewardIssued.data.parse(data)).toMatchObject({ kind: 'points', points: 10, memberSequence: 1 });
  });

  it('quarantines each bad event with its reason, and everything else goes on', async () => {
    const raw = (value: string | Buffer) => ({
      topic: 'commerce.purchase',
      key: 'bad-input',
      value: Buffer.from(value),
    });
    const { id: _noId, ...withoutId } = purchase('no-id');
    await producer.send([encodeStructured(purchase('reused'))]);
    await platform.settled();
    await producer.send([
      raw('this is no JSON'),
      raw(JSON.stringify({ specversion: '1.0', ...purchase('t', { type: 'commerce.purchase.imagined.v1' }) })),
      raw(JSON.stringify({ specversion: '1.0', ...withoutId })),
      encodeStructured(purchase('negative', {}, { totalMinor: -1 })),
      encodeStructured(purchase('currency', {}, { currency: 'XXX' })),
      encodeStructured(purchase('reused', {}, { totalMinor: 99_900 })),
      encodeStructured(purchase('large', {}, { channel: 'online', note: 'x'.repeat(2 * 1024 * 1024) })),
      encodeStructured(purchase('good')),
    ]);
    await platform.settled();
    const listed = (await platform.get<Quarantine>('ledger', '/v1/quarantine?limit=200')).body.items;
    expect(listed.map(({ reason }) => reason).sort()).toEqual(
      [
        'NOT_JSON',
        'UNKNOWN_TYPE',
        'NOT_A_CLOUDEVENT',
        'INVALID_DATA',
        'UNKNOWN_CURRENCY',
        'ID_REUSED',
        'TOO_LARGE',
      ].sort(),
    );
    // Two good purchases of 100.00 USD each: before and after the bad ones.
    expect((await platform.get<Member>('ledger', '/v1/members/bad-input')).body.earned).toBe(20);
  });

  it('verifies its ledger', async () => {
    expect((await platform.get('ledger', '/v1/ledger/verify')).body).toMatchObject({ ok: true });
    expect(await platform.violations()).toEqual([]);
  });

  it('gives a customer an offer, or withholds it from the holdout, after a fresh first purchase', async () => {
    const { body } = await platform.get<{ offers: number; withheld: number }>('campaign', '/v1/offers/summary');
    expect(body.offers + body.withheld).toBe(2);
  });

  it('knows the customers in metrics', async () => {
    expect(await platform.get('metrics', '/v1/members/alice/metrics')).toMatchObject({
      status: 200,
      body: { customerId: 'alice' },
    });
    expect((await platform.get('metrics', '/v1/members/nobody/metrics')).status).toBe(404);
  });

  it('shows a user no stack trace, no noise of a library and no deprecation warning', () => {
    expect(platform.screen).not.toMatch(NOISE);
  });

  it('ends everything within 10 s of a Ctrl-C, with exit code 0', async () => {
    await reader.stop();
    await producer.disconnect();
    const { code, seconds } = await platform.stop();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
  });
});
