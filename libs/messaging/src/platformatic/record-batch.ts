import { decompress, type CodecName } from '../codecs/codecs.js';
import { readRecords } from './records.js';
import type { LogRecord } from '../event-log.js';

/** A transaction that was aborted: what its producer wrote from `firstOffset` up to its marker is not to be seen. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** A part of what a fetch brought: everything visible up to `next` (exclusive). Without records: there is nothing to see. */
export interface Portion {
  readonly next: bigint;
  readonly records: readonly LogRecord[];
}

/** A batch as the broker keeps it, its records still packed. */
export interface PackedBatch {
  readonly baseOffset: bigint;
  readonly next: bigint;
  readonly attributes: number;
  readonly baseTimestamp: bigint;
  readonly maxTimestamp: bigint;
  readonly producerId: bigint;
  readonly count: number;
  readonly records: Buffer;
}

/** Bytes of records, unpacked, of one portion. A single larger batch is a portion. */
const PORTION_BYTES = 8 * 1_048_576;

/** Base offset and length, before what the length counts. */
const PREFIX_BYTES = 12;
const HEAD_BYTES = 61;
/** The only format of batches that brokers have written since Kafka 0.11. */
const MAGIC = 2;
const CODEC_MASK = 0x07;
export const IS_TRANSACTIONAL = 0x10;
export const IS_CONTROL = 0x20;
const CODECS: Readonly<Record<number, CodecName>> = { 1: 'gzip', 2: 'snappy', 3: 'lz4', 4: 'zstd' };
/** Type of the marker that ends an aborted transaction. */
const ABORT = 0;

/**
 * Unpacks what a fetch brought of one partition, no more at a time than a portion: what nobody has asked for yet stays
 * packed. The last portion reaches to the end of the last batch that is whole; the broker may have cut off another one.
 *
 * @param from records before it, which share a batch with it, are left out
 */
export async function* visiblePortions(
  bytes: Buffer,
  aborted: readonly AbortedTransaction[],
  from: bigint,
): AsyncGenerator<Portion> {
  const visibility = new Visibility(aborted);
  let records: LogRecord[] = [];
  let unpackedBytes = 0;
  let next = from;
  for (const batch of splitBatches(bytes)) {
    if (unpackedBytes >= PORTION_BYTES) {
      yield { next, records };
      [records, unpackedBytes] = [[], 0];
    }
    next = batch.next;
    if (!visibility.shows(batch)) continue;
    const unpacked = await unpack(batch);
    unpackedBytes += unpacked.length;
    for (const record of readRecords(unpacked, batch)) if (record.offset >= from) records.push(record);
  }
  if (next > from) yield { next, records };
}

export function* splitBatches(bytes: Buffer): Generator<PackedBatch> {
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const end = at + PREFIX_BYTES + bytes.readInt32BE(at + 8);
    if (end > bytes.length) return;
    const magic = bytes.readInt8(at + 16);
    if (magic !== MAGIC) throw new Error(`a batch has format ${magic}; only format ${MAGIC} is read`);
    const baseOffset = bytes.readBigInt64BE(at);
    yield {
      baseOffset,
      next: baseOffset + BigInt(bytes.readInt32BE(at + 23)) + 1n,
      attributes: bytes.readInt16BE(at + 21),
      baseTimestamp: bytes.readBigInt64BE(at + 27),
      maxTimestamp: bytes.readBigInt64BE(at + 35),
      producerId: bytes.readBigInt64BE(at + 43),
      count: bytes.readInt32BE(at + 57),
      records: bytes.subarray(at + HEAD_BYTES, end),
    };
    at = end;
  }
}

async function unpack({ attributes, records, count }: PackedBatch): Promise<Buffer> {
  const number = attributes & CODEC_MASK;
  if (number === 0 || count === 0) return records;
  const codec = CODECS[number];
  if (!codec) throw new Error(`a batch is compressed with codec ${number}, which is not known`);
  return decompress[codec](records);
}

/** Goes through the batches of one fetch in order, and tells which of them a reader of committed records may see. */
class Visibility {
  private readonly ahead: AbortedTransaction[];
  private readonly aborting = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    // The broker lists them by their ends.
    this.ahead = aborted.toSorted((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  }

  shows(batch: PackedBatch): boolean {
    for (let first = this.ahead[0]; first && first.firstOffset < batch.next; first = this.ahead[0]) {
      this.aborting.add(first.producerId);
      this.ahead.shift();
    }
    if (batch.attributes & IS_CONTROL) {
      if (markerOf(batch) === ABORT) this.aborting.delete(batch.producerId);
      return false;
    }
    return !(batch.attributes & IS_TRANSACTIONAL && this.aborting.has(batch.producerId));
  }
}

/** The key of a control record is its version and its type. */
function markerOf(batch: PackedBatch): number | undefined {
  const [record] = readRecords(batch.records, batch);
  return record?.key && record.key.length >= 4 ? record.key.readInt16BE(2) : undefined;
}
