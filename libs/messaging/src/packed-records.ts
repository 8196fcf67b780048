import type { OutgoingRecord } from './event-log.js';

/**
 * Records in one run of bytes, for the outbox: a version byte, then per record topic, key, value and headers.
 * A field is its length (int32, big-endian, -1 for null) and its bytes; headers are their number and name/value pairs.
 */
const VERSION = 1;

export function packRecords(records: readonly OutgoingRecord[]): Buffer {
  const fields: (string | Buffer | number | null)[] = [];
  let size = 1;
  const field = (value: Buffer | string | null): void => {
    fields.push(value);
    size += INT + (value === null ? 0 : typeof value === 'string' ? Buffer.byteLength(value, 'utf8') : value.length);
  };
  for (const { topic, key, value, headers } of records) {
    field(topic);
    field(key);
    field(value);
    const pairs = headerPairs(headers);
    fields.push(pairs.length);
    size += INT;
    for (const [name, content] of pairs) {
      field(name);
      field(content);
    }
  }
  return written(fields, size);
}

const INT = 4;

/** Numbers as they are, everything else after its length: measured before, so that all goes into one piece. */
function written(fields: readonly (string | Buffer | number | null)[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  bytes[0] = VERSION;
  let at = 1;
  for (const value of fields) {
    if (typeof value === 'number') at = bytes.writeInt32BE(value, at);
    else if (value === null) at = bytes.writeInt32BE(-1, at);
    else {
      const start = at + INT;
      const length = typeof value === 'string' ? bytes.write(value, start, 'utf8') : value.copy(bytes, start);
      bytes.writeInt32BE(length, at);
      at = start + length;
    }
  }
  return bytes;
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
  const pairs: [name: string, value: Buffer | string][] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) pairs.push([name, one ?? '']);
    else pairs.push([name, value ?? '']);
  }
  return pairs;
}

/** Bytes a record takes in a request or in memory, its framing included: an estimate from above. */
export function sizeOf({ key, value, headers }: Pick<OutgoingRecord, 'key' | 'value' | 'headers'>): number {
  return 100 + (key?.length ?? 0) + (value?.length ?? 0) + headerBytes(headers);
}

export function headerBytes(headers: OutgoingRecord['headers']): number {
  let bytes = 0;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      bytes += 10 + name.length + (typeof one === 'string' ? Buffer.byteLength(one) : (one?.length ?? 0));
    }
  }
  return bytes;
}

function addHeader(headers: Record<string, Buffer | Buffer[]>, name: string, value: Buffer): void {
  if (name !== '__proto__' && !Object.hasOwn(headers, name)) {
    headers[name] = value;
    return;
  }
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const now = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  // Not by assignment: a header may be named __proto__.
  Object.defineProperty(headers, name, { value: now, enumerable: true, configurable: true, writable: true });
}
