import type { Headers, OutgoingRecord } from './event-log.js';
import { unpackVersion1 } from './packed-records-before.js';
import { measureBody, PackedRecord, writeBody, type BodyParts } from './record-body.js';
import { Reader, Writer } from './wire-format.js';

/** A record to be packed; text as UTF-8. */
export interface UnpackedRecord extends BodyParts {
  readonly topic: string;
}

/**
 * Records in one run of bytes, for the outbox and for what waits: a version byte, then per record its topic, the length of its
 * body, and its body (`PackedRecord`). The topics are numbered from 1 on as they first occur: 0 and the text is the next one,
 * any other number one that there was. Numbers and lengths are varints.
 */
export class RecordPacker {
  private readonly to = new Writer(FIRST_BYTES);
  private readonly topics = new Map<string, number>();
  /** Records so far. */
  count = 0;

  constructor() {
    this.to.int8(VERSION);
  }

  add(record: UnpackedRecord): void {
    const { to, topics } = this;
    const body = measureBody(record);
    const topic = topics.get(record.topic);
    to.reserve(2 * VARINT_BYTES_MAX + Buffer.byteLength(record.topic) + VARINT_BYTES_MAX + body.bytes);
    to.varint(topic ?? 0);
    if (topic === undefined) {
      to.sized(record.topic);
      topics.set(record.topic, topics.size + 1);
    }
    to.varint(body.bytes);
    writeBody(to, body);
    this.count += 1;
  }

  packed(): Buffer {
    const { bytes, at } = this.to;
    if (at >= Buffer.poolSize / 2) return bytes.subarray(0, at);
    // So few are in a pool of Node's, all of which would be held for as long as they are.
    const own = Buffer.allocUnsafeSlow(at);
    bytes.copy(own, 0, 0, at);
    return own;
  }
}

const VERSION = 2;
const FIRST_BYTES = 1_024;
const VARINT_BYTES_MAX = 5;

export function packRecords(records: Iterable<UnpackedRecord>): Buffer {
  const packer = new RecordPacker();
  for (const record of records) packer.add(record);
  return packer.packed();
}

/**
 * @param topicPrefix of the records' topics, which are stored without
 * @throws Error for bytes of no known version, and where they end too early
 */
export function unpackRecords(bytes: Buffer, topicPrefix = ''): PackedRecord[] {
  if (bytes[0] === 1) return unpackVersion1(bytes, topicPrefix);
  if (bytes[0] !== VERSION) throw new Error(`records packed as version ${bytes[0]}, of which this build knows nothing`);
  const from = new Reader(bytes, 1);
  const topics: string[] = [];
  const records: PackedRecord[] = [];
  while (!from.isAtEnd) {
    const number = from.varint();
    if (number === 0) topics.push(topicPrefix + (from.part()?.toString('utf8') ?? ''));
    const topic = number === 0 ? topics.at(-1) : topics[number - 1];
    if (topic === undefined) throw new RangeError('packed records name a topic that they do not have');
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
