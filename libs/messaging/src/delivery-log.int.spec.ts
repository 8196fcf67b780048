import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { compress as compressSnappy } from 'snappy';

import type { CodecName } from './codecs/codecs.js';
import { clientsToTry, Rig, until } from './delivery-rig.fixture.js';
import { registerCodecs } from './kafkajs/register-codecs.js';
import { ProbeHandler } from './probe-handler.fixture.js';
import { deleteRecords } from './topics.js';

const { anEvent } = testing;
const TOPIC = 'commerce.review';
const reviews = (from: number, until: number): Envelope[] =>
  Array.from({ length: until - from }, (_, n) => anEvent(reviewPublished, { id: `e${from + n}` }));

describe.each(clientsToTry)('delivery and the log through %s', (client) => {
  let rig: Rig;
  let handler: ProbeHandler;
  beforeEach(() => (handler = new ProbeHandler()));
  afterEach(async () => rig.end());

  /** Applies events 0 to 5, stops, lets something happen to the topic, starts again. */
  async function meanwhile(happens: (fullTopic: string) => Promise<void>) {
    rig = await Rig.build(testing, [TOPIC, 'commerce.purchase'], { client });
    await rig.send(...reviews(0, 5));
    const delivery = await rig.start(handler);
    await rig.drained();
    await delivery.stop();
    await happens(rig.topicPrefix + TOPIC);
    return rig.start(handler);
  }

  async function expectHalt(delivery: Awaited<ReturnType<typeof meanwhile>>, expected: object) {
    await until('the halt', () => delivery.status().halted.length > 0);
    expect(delivery.status().halted).toMatchObject([
      { topic: TOPIC, partition: 0, reason: 'LOG_TRUNCATED', ...expected },
    ]);
    // The other partitions go on.
    await rig.send(anEvent(purchaseCompleted, { id: 'order' }));
    await until('the purchase', async () => (await rig.effects()).includes('order'));
    expect((await rig.effects()).filter((id) => id !== 'order')).toEqual(reviews(0, 5).map(({ id }) => id));
    expect(await rig.quarantined()).toEqual([]);
  }

  it('halts when records were deleted before they were applied, and names the missing range', async () => {
    const delivery = await meanwhile(async () => {
      await rig.send(...reviews(5, 10));
      const { brokers, topicPrefix } = rig;
      await deleteRecords({ brokers, topicPrefix }, { topic: TOPIC, partition: 0 }, 8n);
    });
    await expectHalt(delivery, { missing: { from: 5n, until: 8n } });
  });

  it('halts when the topic was made anew and is shorter', async () => {
    const delivery = await meanwhile(async (topic) => {
      await recreate(topic);
      await rig.send(...reviews(10, 12));
    });
    await expectHalt(delivery, { missing: { from: 2n, until: 5n } });
  });

  it('halts when the topic was made anew and has already grown longer', async () => {
    const delivery = await meanwhile(async (topic) => {
      await recreate(topic);
      await rig.send(...reviews(0, 9));
    });
    await expectHalt(delivery, { detail: expect.stringContaining('made anew') });
  });

  it('halts when the topic is made anew, and is shorter, while it is consumed', async () => {
    rig = await Rig.build(testing, [TOPIC, 'commerce.purchase'], { client });
    const delivery = await rig.start(handler);
    await rig.send(...reviews(0, 5));
    await rig.drained();
    await recreate(rig.topicPrefix + TOPIC);
    await rig.send(...reviews(10, 12));
    await expectHalt(delivery, { missing: { from: 2n, until: 5n } });
  });

  async function recreate(topic: string): Promise<void> {
    const admin = await rig.admin();
    await admin.deleteTopics({ topics: [topic] });
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(topic));
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  }

  it('goes back when Postgres is behind the offset of the group, and forward when it is ahead', async () => {
    rig = await Rig.build(testing, [TOPIC], { client });
    await rig.send(...reviews(0, 20));
    const delivery = await rig.start(handler);
    await rig.drained();
    await delivery.stop();
    // As a restored backup.
    await rig.db.query('update consumer_watermark set next_offset = 12, last_offset = null, last_digest = null');
    await rig.db.query(`delete from inbox where record_offset >= 12`);
    await rig.db.query(`delete from effects where id = any($1)`, [reviews(12, 20).map(({ id }) => id)]);
    const second = await rig.start(handler);
    await until('applied again', async () => (await rig.effects()).length === 20);
    await second.stop();
    const admin = await rig.admin();
    await admin.resetOffsets({ groupId: `${rig.topicPrefix}probe`, topic: rig.topicPrefix + TOPIC, earliest: true });
    const chunksBefore = handler.chunks.length;
    await rig.start(handler);
    await rig.drained();
    expect(handler.chunks.length).toBe(chunksBefore);
    expect(await rig.effects()).toHaveLength(20);
  });

  it('applies committed transactions only, and shows lag 0 behind markers and aborted records', async () => {
    rig = await Rig.build(testing, [TOPIC], { client });
    await rig.start(handler);
    const producer = rig
      .kafka()
      .producer({ transactionalId: rig.topicPrefix, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const run = async (events: readonly Envelope[], end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      const messages = events.map((event) => {
        const { key, value, headers = {} } = rig.encode(event);
        return { key, value, headers: { ...headers } };
      });
      await transaction.send({ topic: rig.topicPrefix + TOPIC, messages });
      await transaction[end]();
    };
    await run(reviews(0, 3), 'commit');
    await run(reviews(3, 6), 'abort');
    await rig.drained();
    expect(await rig.effects()).toEqual(['e0', 'e1', 'e2']);
    await run(reviews(6, 8), 'commit');
    await run(reviews(8, 9), 'abort');
    await rig.drained();
    expect(await rig.effects()).toEqual(['e0', 'e1', 'e2', 'e6', 'e7']);
    await producer.disconnect();
    expect((await rig.lag())[0]).toMatchObject({ committed: 13n, end: 13n });
  });

  it('reads batches in every codec as the Java producer and librdkafka compress them', async () => {
    rig = await Rig.build(testing, [TOPIC], { client });
    await rig.start(handler);
    registerCodecs();
    const byJava = JSON.parse(
      readFileSync(new URL('../fixtures/compressed-by-java.json', import.meta.url), 'utf8'),
    ) as Record<CodecName, string>;
    const batch = (codec: CodecName): Buffer => Buffer.from(byJava[codec], 'base64');
    const rawSnappy = await compressSnappy(gunzipSync(batch('gzip')));
    // The broker unpacks and checks what it is sent, so these really are batches of their codecs.
    await sendCompressed(CompressionTypes.GZIP, batch('gzip'));
    await sendCompressed(CompressionTypes.Snappy, batch('snappy'));
    await sendCompressed(CompressionTypes.Snappy, rawSnappy);
    await sendCompressed(CompressionTypes.LZ4, batch('lz4'));
    await sendCompressed(CompressionTypes.ZSTD, batch('zstd'));
    await rig.drained();
    expect((await rig.effects()).toSorted()).toEqual(Array.from({ length: 240 }, (_, n) => `java-${n}`).toSorted());
    expect(await rig.metric('loyalty_duplicates_total')).toBe(4 * 240);
  });

  it('quarantines a record that is 256 MiB once decompressed, keeps 64 KiB of it, and goes on', async () => {
    rig = await Rig.build(testing, [TOPIC], { client });
    const copies = await rig.follow('loyalty.quarantine');
    await rig.start(handler);
    const bomb = readFileSync(new URL('../fixtures/one-record-of-256-MiB.zstd', import.meta.url));
    await sendCompressed(CompressionTypes.ZSTD, bomb, 1);
    await rig.send(...reviews(0, 3));
    await rig.drained();
    expect(await rig.quarantined()).toMatchObject([{ reason: 'TOO_LARGE', record_offset: 0n }]);
    expect(await rig.effects()).toHaveLength(3);
    await until('the copy', () => copies.length === 1);
    expect(copies[0]?.value?.length).toBe(65_536);
    expect(copies[0]?.key?.toString()).toBe('k');
  });

  /** Sends one batch whose compressed bytes are given. */
  async function sendCompressed(compression: CompressionTypes, bytes: Buffer, count = 240): Promise<void> {
    const codecs = CompressionCodecs as Record<number, () => object>;
    const before = codecs[compression];
    codecs[compression] = () => ({ ...before?.(), compress: async () => bytes });
    try {
      const producer = rig.kafka().producer();
      await producer.connect();
      const messages = Array.from({ length: count }, () => ({ value: 'replaced' }));
      await producer.send({ topic: rig.topicPrefix + TOPIC, compression, messages });
      await producer.disconnect();
    } finally {
      if (before) codecs[compression] = before;
    }
  }
});
