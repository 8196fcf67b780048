// The bare arm: fetch, parse, one statement, send. As little as gives the same rows and the same messages.
import { createHash, randomUUID } from 'node:crypto';

import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';
import pg from 'pg';

import { BARE_STATEMENT } from './bare.sql.js';

const { BENCH_BROKERS = '', BENCH_DATABASE_URL = '', BENCH_TOPIC_PREFIX = '', BENCH_CHUNK = '1000' } = process.env;
const input = `${BENCH_TOPIC_PREFIX}commerce.purchase`;
const output = `${BENCH_TOPIC_PREFIX}bare.reward-issued`;
const chunkEvents = Number(BENCH_CHUNK);

interface Purchase {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: {
    readonly orderId: string;
    readonly customerId: string;
    readonly currency: string;
    readonly totalMinor: number;
  };
}

const kafka = new Kafka({ brokers: BENCH_BROKERS.split(','), clientId: 'bare', logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: `bare-${randomUUID()}`, maxWaitTimeInMs: 250 });
const producer = kafka.producer({ idempotent: false, createPartitioner: Partitioners.DefaultPartitioner });
const pool = new pg.Pool({ connectionString: BENCH_DATABASE_URL, max: 3 });

const md5 = (text: string | Buffer): string => createHash('md5').update(text).digest('hex');

async function handle(partition: number, messages: readonly KafkaMessage[]): Promise<void> {
  const seen = new Set<string>();
  const rows: { key: string; event: Purchase; digest: string; offset: string; points: number }[] = [];
  for (const { value, offset } of messages) {
    if (value === null) continue;
    const event = JSON.parse(value.toString('utf8')) as Purchase;
    const key = md5(`${event.source}|${event.id}`);
    if (seen.has(key)) continue;
    seen.add(key);
    rows.push({ key, event, digest: md5(value), offset, points: Math.floor(event.data.totalMinor / 1_000) });
  }
  const { rows: awarded } = await pool.query<{ event_key: string; number: string; transfer_id: string }>({
    name: 'bare',
    text: BARE_STATEMENT,
    values: [
      rows.map(({ key }) => key),
      rows.map(({ event }) => md5(event.data.orderId)),
      rows.map(({ digest }) => digest),
      rows.map(({ offset }) => offset),
      rows.map(({ event }) => event.data.customerId),
      rows.map(({ event }) => md5(event.data.customerId)),
      rows.map(({ event }) => event.data.orderId),
      rows.map(({ event }) => event.time),
      rows.map(({ event }) => event.source),
      rows.map(({ event }) => event.id),
      rows.map(({ event }) => JSON.stringify(event.data)),
      rows.map(({ event }) => event.data.totalMinor),
      rows.map(({ points }) => points),
      partition,
      Number(messages.at(-1)?.offset) + 1,
      randomUUID(),
    ],
  });
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const now = new Date().toISOString();
  const sent = awarded.flatMap(({ event_key, number, transfer_id }) => {
    const row = byKey.get(event_key.replaceAll('-', ''));
    return row ? [messageOf(row.event, row.points, transfer_id, number, now)] : [];
  });
  if (sent.length > 0) await producer.send({ topic: output, acks: -1, messages: sent });
}

function messageOf(event: Purchase, points: number, id: string, memberSequence: string, time: string) {
  const { orderId, customerId } = event.data;
  return {
    key: customerId,
    value: JSON.stringify({
      customerId,
      memberSequence: Number(memberSequence),
      occurredAt: event.time,
      reason: { rule: 'purchase', text: 'Points for your purchase', programmeVersion: 1 },
      kind: 'points',
      points: { amount: points, unit: 'points' },
      status: 'issued',
      thing: `order:${orderId}`,
    }),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: '/perennial/ledger',
      ce_type: 'loyalty.reward.issued.v1',
      ce_time: time,
      ce_subject: customerId,
      ce_causationid: event.id,
      ce_causationsource: event.source,
    },
  };
}

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [input], fromBeginning: true });
await consumer.run({
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: 3,
  async eachBatch({ batch, resolveOffset, heartbeat }) {
    for (let from = 0; from < batch.messages.length; from += chunkEvents) {
      const messages = batch.messages.slice(from, from + chunkEvents);
      await handle(batch.partition, messages);
      resolveOffset(messages.at(-1)?.offset ?? '0');
      await heartbeat();
    }
  },
});

process.once('SIGTERM', () => {
  void consumer
    .disconnect()
    .then(() => producer.disconnect())
    .then(() => pool.end())
    .then(() => process.exit(0));
});
