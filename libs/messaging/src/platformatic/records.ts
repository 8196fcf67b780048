import type { Headers, LogRecord } from '../event-log.js';
import { Reader } from '../wire-format.js';

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
 * @throws RangeError when the bytes end before the records do
 */
export function readRecords(bytes: Buffer, origin: RecordOrigin): LogRecord[] {
  const from = new Reader(bytes);
  const { baseOffset, baseTimestamp, maxTimestamp, attributes, count } = origin;
  const appendedAt = attributes & IS_LOG_APPEND_TIME ? String(maxTimestamp) : undefined;
  const records: LogRecord[] = [];
  for (let n = 0; n < count; n += 1) {
    const length = from.varint();
    const end = from.at + length;
    from.at += 1; // attributes, which no record has
    const timestampDelta = from.varint();
    const offset = baseOffset + BigInt(from.varint());
    const timestamp = appendedAt ?? String(baseTimestamp + BigInt(timestampDelta));
    records.push({
      offset,
      timestamp,
      key: from.part(),
      value: from.part(),
      headers: headers(from),
    });
    from.at = end;
  }
  return records;
}

const NO_HEADERS: Headers = {};

function headers(from: Reader): Headers {
  const count = from.varint();
  if (count <= 0) return NO_HEADERS;
  const found = new Map<string, Buffer | Buffer[] | undefined>();
  for (let n = 0; n < count; n += 1) {
    const name = from.part()?.toString('utf8') ?? '';
    const value = from.part() ?? undefined;
    const before = found.get(name);
    if (before === undefined) found.set(name, value);
    else found.set(name, [...(Array.isArray(before) ? before : [before]), value ?? Buffer.alloc(0)]);
  }
  // Not by assignment: a header may be named __proto__.
  return Object.fromEntries(found);
}
