import { createRequire } from 'node:module';

import type { Message } from 'kafkajs';

import { bodyOf, PackedRecord } from '../record-body.js';
import { sizeOfVarint, Writer } from '../wire-format.js';

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
  /** One of each record. */
  readonly bodies: readonly Buffer[];
  readonly recordBytes: number;
}

function batchOf(partition: number, messages: readonly Message[]): Batch {
  let recordBytes = 0;
  const bodies = messages.map((message, index) => {
    const body = bodyOfMessage(message);
    const bytes = recordSize(index, body);
    recordBytes += sizeOfVarint(bytes) + bytes;
    return body;
  });
  return { partition, bodies, recordBytes };
}

function bodyOfMessage(message: Message): Buffer {
  if (message instanceof PackedRecord) return message.body;
  const { key = null, value, headers = {} } = message;
  return bodyOf({ key, value, headers });
}

/** Of a record at a place of its batch, without the length itself: one byte each for attributes and the difference in time. */
function recordSize(index: number, body: Buffer): number {
  return 2 + sizeOfVarint(index) + body.length;
}

function writeBatch(to: Writer, { partition, bodies, recordBytes }: Batch, now: number): void {
  to.int32(partition);
  to.int32(BATCH_HEAD_BYTES + recordBytes);
  const start = to.at;
  to.int64(0n); // first offset
  to.int32(BATCH_HEAD_BYTES - LENGTH_END + recordBytes);
  to.int32(0); // epoch of the leader
  to.int8(MAGIC);
  to.int32(0); // the checksum, once there is something to sum up
  to.int16(0); // no compression, no transaction
  to.int32(bodies.length - 1);
  to.int64(BigInt(now));
  to.int64(BigInt(now));
  to.int64(-1n); // producer's id
  to.int16(0);
  to.int32(0);
  to.int32(bodies.length);
  bodies.forEach((body, index) => {
    to.varint(recordSize(index, body));
    to.int8(0);
    to.varint(0);
    to.varint(index);
    to.content(body);
  });
  to.bytes.writeUInt32BE(crc32c(to.bytes.subarray(start + CHECKSUM_END, to.at)), start + CHECKSUM_END - 4);
}
