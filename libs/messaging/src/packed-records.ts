import type { OutgoingRecord } from './event-log.js';

/**
 * Records in one run of bytes, for the outbox: a version byte, then per record topic, key, value and headers.
 * A field is its length (int32, big-endian, -1 for null) and its bytes; headers are their number and name/value pairs.
 */
const VERSION = 1;

export function packRecords(records: readonly OutgoingRecord[]): Buffer {
  const parts: Buffer[] = [Buffer.of(VERSION)];
  const int = (value: number): void => {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeInt32BE(value);
    parts.push(bytes);
  };
  const field = (value: Buffer | string | null): void => {
    if (value === null) return int(-1);
    const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    int(bytes.length);
    parts.push(bytes);
  };
  for (const { topic, key, value, headers } of records) {
    field(topic);
    field(key);
    field(value);
    const pairs = headerPairs(headers);
    int(pairs.length);
    for (const [name, content] of pairs) {
      field(name);
      field(content);
    }
  }
  return Buffer.concat(parts);
}

/** @throws Error for bytes that `packRecords` did not write */
export function unpackRecords(bytes: Buffer): OutgoingRecord[] {
  if (bytes[0] !== VERSION) throw new Error(`outbox row of version ${bytes[0]}, this build reads version ${VERSION}`);
  let at = 1;
  const int = (): number => {
    at += 4;
    return bytes.readInt32BE(at - 4);
  };
  const field = (): Buffer | null => {
    const length = int();
    if (length < 0) return null;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const text = (): string => field()?.toString('utf8') ?? '';
  const records: OutgoingRecord[] = [];
  while (at < bytes.length) {
    const topic = text();
    const key = field();
    const value = field();
    const headers: Record<string, Buffer | Buffer[]> = {};
    for (let left = int(); left > 0; left -= 1) addHeader(headers, text(), field() ?? Buffer.alloc(0));
    records.push({ topic, key, value, headers });
  }
  return records;
}

/** Headers one by one, repeated ones as often as they occur; a header without value counts as empty. */
export function headerPairs(headers: OutgoingRecord['headers']): [name: string, value: Buffer | string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, Buffer | string] => [name, one ?? '']),
  );
}

/** Bytes a record takes in a request or in memory, its framing included: an estimate from above. */
export function sizeOf({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  return 100 + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes(headers);
}

export function headerBytes(headers: OutgoingRecord['headers']): number {
  return headerPairs(headers).reduce((bytes, [name, value]) => bytes + 10 + name.length + value.length, 0);
}

function addHeader(headers: Record<string, Buffer | Buffer[]>, name: string, value: Buffer): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const now = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  // Not by assignment: a header may be named __proto__.
  Object.defineProperty(headers, name, { value: now, enumerable: true, configurable: true, writable: true });
}
