import type { Headers, OutgoingRecord } from './event-log.js';
import { unpackVersion1 } from './packed-records-before.js';
import { measureBody, PackedRecord, Reader, sizeOfVarint, writeBody, Writer } from './record-body.js';

/**
 * Records in one run of bytes, for the outbox and for what waits: a version byte, the topics (their number, then each), and per
 * record which of the topics and its body (`PackedRecord`). Numbers and lengths are varints.
 */
const VERSION = 2;

export function packRecords(records: readonly OutgoingRecord[]): Buffer {
  const topics = [...new Set(records.map(({ topic }) => topic))];
  let size = 1 + sizeOfVarint(topics.length);
  for (const topic of topics) size += sizedBytes(Buffer.byteLength(topic));
  const bodies = records.map((record) => {
    const body = measureBody(record);
    const topic = topics.indexOf(record.topic);
    size += sizeOfVarint(topic) + sizedBytes(body.bytes);
    return { topic, body };
  });
  const to = new Writer(size);
  to.int8(VERSION);
  to.varint(topics.length);
  for (const topic of topics) to.sized(topic);
  for (const { topic, body } of bodies) {
    to.varint(topic);
    to.varint(body.bytes);
    writeBody(to, body);
  }
  return to.bytes;
}

/**
 * @param topicPrefix of the records' topics, which are stored without
 * @throws Error for bytes that `packRecords` did not write
 */
export function unpackRecords(bytes: Buffer, topicPrefix = ''): PackedRecord[] {
  if (bytes[0] === 1) return unpackVersion1(bytes, topicPrefix);
  if (bytes[0] !== VERSION) throw new Error(`outbox row of version ${bytes[0]}, this build reads version ${VERSION}`);
  const from = new Reader(bytes, 1);
  const topics = Array.from({ length: from.varint() }, () => topicPrefix + (from.field()?.toString('utf8') ?? ''));
  const records: PackedRecord[] = [];
  while (!from.isAtEnd) {
    const topic = topics[from.varint()] ?? topicPrefix;
    records.push(new PackedRecord(topic, from.take(from.varint())));
  }
  return records;
}

/** Bytes a record takes in a request or in memory, its framing included: an estimate from above. */
export function sizeOf(record: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  if (record instanceof PackedRecord) return 100 + record.body.length;
  const { key, value, headers } = record;
  return 100 + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes(headers);
}

export function headerBytes(headers: Headers): number {
  let bytes = 0;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      bytes += 10 + name.length + (typeof one === 'string' ? Buffer.byteLength(one) : (one?.length ?? 0));
    }
  }
  return bytes;
}

function sizedBytes(length: number): number {
  return sizeOfVarint(length) + length;
}
