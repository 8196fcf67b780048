import type { Headers, LogRecord } from '../event-log.js';

/** What the records of a batch count from. */
export interface RecordOrigin {
  readonly baseOffset: bigint;
  readonly baseTimestamp: bigint;
  readonly maxTimestamp: bigint;
  readonly attributes: number;
  readonly count: number;
}

/** The topic keeps the instant at which the broker got the batch, not those of the producer. */
const IS_LOG_APPEND_TIME = 0x08;

/**
 * Reads the records of a batch, uncompressed. Keys, values and headers are views of `bytes`.
 *
 * @throws Error when the bytes end before the records do
 */
export function readRecords(bytes: Buffer, origin: RecordOrigin): LogRecord[] {
  const cursor = new Cursor(bytes);
  const { baseOffset, baseTimestamp, maxTimestamp, attributes, count } = origin;
  const appendedAt = attributes & IS_LOG_APPEND_TIME ? String(maxTimestamp) : undefined;
  const records: LogRecord[] = [];
  for (let n = 0; n < count; n += 1) {
    const length = cursor.varint();
    const end = cursor.at + length;
    cursor.at += 1; // attributes, which no record has
    const timestampDelta = cursor.varint();
    const offset = baseOffset + BigInt(cursor.varint());
    const timestamp = appendedAt ?? String(baseTimestamp + BigInt(timestampDelta));
    records.push({
      offset,
      timestamp,
      key: cursor.bytesOrNull(),
      value: cursor.bytesOrNull(),
      headers: headers(cursor),
    });
    cursor.at = end;
  }
  return records;
}

const NO_HEADERS: Headers = {};

function headers(cursor: Cursor): Headers {
  const count = cursor.varint();
  if (count <= 0) return NO_HEADERS;
  const found = new Map<string, Buffer | Buffer[] | undefined>();
  for (let n = 0; n < count; n += 1) {
    const name = cursor.bytesOrNull()?.toString('utf8') ?? '';
    const value = cursor.bytesOrNull() ?? undefined;
    const before = found.get(name);
    if (before === undefined) found.set(name, value);
    else found.set(name, [...(Array.isArray(before) ? before : [before]), value ?? Buffer.alloc(0)]);
  }
  // Not by assignment: a header may be named __proto__.
  return Object.fromEntries(found);
}

class Cursor {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** A zigzag varint. */
  varint(): number {
    let zigzag = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new Error('the records of a batch are cut off');
      this.at += 1;
      zigzag += (byte & 0x7f) * factor;
      if (byte < 0x80) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
  }

  bytesOrNull(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new Error('the records of a batch are cut off');
    return this.bytes.subarray(start, this.at);
  }
}
