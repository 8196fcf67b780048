import {
  encodeStructured,
  pointsClawedBack,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import {
  connectProducer,
  Delivery,
  ensureTopics,
  groupLag,
  readTopic,
  silentLog,
  type EventProducer,
  type TopicRecord,
} from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { anEvent, testStack, uniquePrefix } from '@perennial/testing';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { jeweller, LedgerRig } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';
import { verifyLedger } from './store/queries/verify-ledger.js';

const PARTITIONS = 3;

describe('the ledger service on Kafka', () => {
  const topicPrefix = uniquePrefix();
  const published: TopicRecord[] = [];
  const instances: Delivery[] = [];
  const closers: (() => Promise<void>)[] = [];
  let brokers: readonly string[];
  let rig: LedgerRig;
  let producer: EventProducer;

  beforeAll(async () => {
    ({ brokers } = await testStack());
    rig = await LedgerRig.start();
    await ensureTopics({ brokers, topicPrefix, partitions: PARTITIONS });
    producer = await connectProducer({ brokers, topicPrefix });
    const topics = [rewardIssued.topic, pointsClawedBack.topic];
    const reader = await readTopic({ brokers, topicPrefix, topics, onRecord: (record) => published.push(record) });
    closers.push(
      () => reader.stop(),
      () => producer.disconnect(),
    );
    for (let instance = 0; instance < 2; instance += 1) await startInstance();
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    for (const close of closers) await close();
    await rig?.stop();
  });

  async function startInstance(): Promise<void> {
    const db = await Database.connect({ url: rig.database.url, applicationName: 'test-ledger' });
    const delivery = new Delivery({
      service: 'ledger',
      source: '/perennial/ledger',
      brokers,
      topicPrefix,
      topics: ledgerService.topics,
      db,
      handler: new LedgerChunkHandler(jeweller),
      clock: () => new Date('2027-06-01T00:00:00Z'),
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    });
    instances.push(delivery);
    closers.push(() => db.close());
    await delivery.start();
  }

  const send = (events: readonly Envelope[], shift: number): Promise<void> =>
    producer.send(
      events.map((event, index) => ({ ...encodeStructured(event), partition: (index + shift) % PARTITIONS })),
    );

  /** Until everything sent is applied and published, and everything published is read. */
  async function untilCaughtUp(): Promise<void> {
    for (;;) {
      const lags = await groupLag({ brokers, topicPrefix, group: 'ledger', topics: ledgerService.topics });
      const [row] = await rig.db.query<{ transfers: bigint }>('select count(*) as transfers from transfer');
      const read = new Set(published.map(({ headers }) => String(headers['ce_id']))).size;
      if (lags.every(({ lag }) => lag === 0n) && BigInt(read) >= (row?.transfers ?? 0n)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('pays 40 members once each for purchase, review and referral, though every event comes twice, to any partition, to two instances', async () => {
    const members = Array.from({ length: 40 }, (_, index) => `m-${index}`);
    const events: Envelope[] = members.flatMap((customerId, index) => [
      anEvent(purchaseCompleted, {
        time: '2027-02-02T10:00:00Z',
        data: { orderId: `o-${index}`, customerId, totalMinor: 2500, lines: undefined },
      }),
      anEvent(reviewPublished, { time: '2027-02-03T10:00:00Z', data: { customerId, sku: 'ring' } }),
      anEvent(returnCompleted, {
        time: '2027-02-04T10:00:00Z',
        data: { orderId: `o-${index}`, customerId, amountMinor: 1, lines: undefined },
      }),
      anEvent(referralCreated, {
        time: '2027-02-01T10:00:00Z',
        data: { referrerId: 'referrer', refereeId: customerId },
      }),
    ]);
    await send(events.toReversed(), 0);
    await send(events, 1);
    await untilCaughtUp();

    const expected = Object.fromEntries(members.map((customerId) => [customerId, 2n + 5n + 20n]));
    for (const [customerId, points] of Object.entries({ ...expected, referrer: 40n * 50n })) {
      expect([customerId, (await rig.wallet(customerId))?.available]).toEqual([customerId, points]);
    }
    expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
    expect(await rig.db.query('select reason from quarantine')).toEqual([]);

    // Copies are the same to the byte; every transfer has its message; a member's messages first appear in order.
    const firsts = new Map<string, TopicRecord>();
    for (const record of published) {
      const id = String(record.headers['ce_id']);
      const first = firsts.get(id);
      if (first) expect(String(record.value)).toBe(String(first.value));
      else firsts.set(id, record);
    }
    const transfers = await rig.db.query<{ transfer_id: string }>('select transfer_id from transfer');
    expect([...firsts.keys()].sort()).toEqual(transfers.map(({ transfer_id }) => transfer_id).sort());
    const sequences = new Map<string, number[]>();
    for (const { topic, key, value } of firsts.values()) {
      const declaration = topic === rewardIssued.topic ? rewardIssued : pointsClawedBack;
      const { memberSequence = 0 } = declaration.data.parse(JSON.parse(String(value)));
      const name = `${topic} ${String(key)}`;
      sequences.set(name, [...(sequences.get(name) ?? []), memberSequence]);
    }
    for (const numbers of sequences.values()) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});
