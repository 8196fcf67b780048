import { createRequire } from 'node:module';

import type { Message } from 'kafkajs';

import { headerPairs } from '../packed-records.js';

const crc32c = createRequire(import.meta.url)('kafkajs/src/protocol/recordBatch/crc32C/index.js') as (
  bytes: Buffer,
) => number;

/** What kafkajs asks to have encoded. */
export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

/**
 * The body of a Produce request, versions 3 to 7: uncompressed batches of a producer that is neither idempotent nor
 * transactional, of messages without a timestamp of their own. All sizes are found before, so that everything is written
 * once and into its place.
 *
 * @param now milliseconds since 1970: the timestamp of every record
 */
export function encodeProduceRequest({ acks, timeout, topicData }: ProduceRequest, now: number): Buffer {
  const topics = topicData.map(({ topic, partitions }) => ({
    topic,
    batches: partitions.map(({ partition, messages }) => batchOf(partition, messages)),
  }));
  let size = NULL_TEXT_BYTES + 2 + 4 + 4;
  for (const { topic, batches } of topics) {
    size += 2 + Buffer.byteLength(topic) + 4;
    for (const { recordBytes } of batches) size += 4 + 4 + BATCH_HEAD_BYTES + recordBytes;
  }
  const to = new Writer(size);
  to.int16(-1); // no transaction
  to.int16(acks);
  to.int32(timeout);
  to.int32(topics.length);
  for (const { topic, batches } of topics) {
    to.int16(Buffer.byteLength(topic));
    to.content(topic);
    to.int32(batches.length);
    for (const batch of batches) writeBatch(to, batch, now);
  }
  return to.bytes;
}

const NULL_TEXT_BYTES = 2;
/** Of a batch before its first record. */
const BATCH_HEAD_BYTES = 61;
/** From its start to what the length counts, and to what the checksum covers. */
const LENGTH_END = 12;
const CHECKSUM_END = 21;
const MAGIC = 2;

interface Batch {
  readonly partition: number;
  readonly records: readonly Sized[];
  readonly recordBytes: number;
}

interface Sized {
  readonly key: Content;
  readonly value: Content;
  readonly headers: readonly (readonly [name: string, value: Buffer | string])[];
  /** Without the length itself. */
  readonly bytes: number;
}

type Content = Buffer | string | null;

function batchOf(partition: number, messages: readonly Message[]): Batch {
  let recordBytes = 0;
  const records = messages.map(({ key = null, value, headers = {} }, index) => {
    const pairs = headerPairs(headers);
    // One byte each for attributes and the difference in time.
    let bytes = 2 + sizeOfVarint(index) + sizeOfContent(key) + sizeOfContent(value) + sizeOfVarint(pairs.length);
    for (const [name, content] of pairs) bytes += sizeOfContent(name) + sizeOfContent(content);
    recordBytes += sizeOfVarint(bytes) + bytes;
    return { key, value, headers: pairs, bytes };
  });
  return { partition, records, recordBytes };
}

function writeBatch(to: Writer, { partition, records, recordBytes }: Batch, now: number): void {
  to.int32(partition);
  to.int32(BATCH_HEAD_BYTES + recordBytes);
  const start = to.at;
  to.int64(0n); // first offset
  to.int32(BATCH_HEAD_BYTES - LENGTH_END + recordBytes);
  to.int32(0); // epoch of the leader
  to.int8(MAGIC);
  to.int32(0); // the checksum, once there is something to sum up
  to.int16(0); // no compression, no transaction
  to.int32(records.length - 1);
  to.int64(BigInt(now));
  to.int64(BigInt(now));
  to.int64(-1n); // producer's id
  to.int16(0);
  to.int32(0);
  to.int32(records.length);
  records.forEach((record, index) => writeRecord(to, record, index));
  to.bytes.writeUInt32BE(crc32c(to.bytes.subarray(start + CHECKSUM_END, to.at)), start + CHECKSUM_END - 4);
}

function writeRecord(to: Writer, { key, value, headers, bytes }: Sized, offsetDelta: number): void {
  to.varint(bytes);
  to.int8(0);
  to.varint(0);
  to.varint(offsetDelta);
  to.sized(key);
  to.sized(value);
  to.varint(headers.length);
  for (const [name, content] of headers) {
    to.sized(name);
    to.sized(content);
  }
}

function sizeOfVarint(value: number): number {
  let bytes = 1;
  for (let left = value < 0 ? -2 * value - 1 : 2 * value; left >= 0x80; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

function lengthOf(content: Buffer | string): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.length;
}

/** With its length; the length of null is -1. */
function sizeOfContent(content: Content): number {
  if (content === null) return 1;
  const length = lengthOf(content);
  return sizeOfVarint(length) + length;
}

/** Writes one thing after the other into bytes that were measured before. */
class Writer {
  readonly bytes: Buffer;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** Zigzag, seven bits a byte; of an integer below 2^31. */
  varint(value: number): void {
    let left = value < 0 ? -2 * value - 1 : 2 * value;
    for (; left >= 0x80; left = Math.floor(left / 128)) this.bytes[this.at++] = (left % 128) | 0x80;
    this.bytes[this.at++] = left;
  }

  sized(content: Content): void {
    if (content === null) {
      this.varint(-1);
      return;
    }
    this.varint(lengthOf(content));
    this.content(content);
  }

  content(content: Buffer | string): void {
    this.at += typeof content === 'string' ? this.bytes.write(content, this.at) : content.copy(this.bytes, this.at);
  }
}
