import type { Headers, OutgoingRecord } from './event-log.js';

/**
 * A record as it will be sent. Its body is what a record batch of Kafka (magic 2) has of it after its place in the batch: key,
 * value, number of headers, name and value of each; a length is a zigzag varint, that of null -1. So it is encoded once, and
 * copied to wherever it goes. Key, value and headers are read from it when they are asked for.
 */
export class PackedRecord implements OutgoingRecord {
  constructor(
    readonly topic: string,
    readonly body: Buffer,
  ) {}

  get key(): Buffer | null {
    return new Reader(this.body).field();
  }

  get value(): Buffer | null {
    const from = new Reader(this.body);
    from.field();
    return from.field();
  }

  get headers(): Headers {
    const from = new Reader(this.body);
    from.field();
    from.field();
    return headersOf(from.varint(), () => from.field());
  }
}

/** As many headers as there are, name and value of each in turn. */
export function headersOf(count: number, field: () => Buffer | null): Headers {
  const headers: Record<string, Buffer | Buffer[]> = {};
  for (let left = count; left > 0; left -= 1) {
    const name = field()?.toString('utf8') ?? '';
    addHeader(headers, name, field() ?? Buffer.alloc(0));
  }
  return headers;
}

/** Of a record's body, before it is written: its parts, and how long it will be. */
interface MeasuredBody {
  readonly key: Part;
  readonly value: Part;
  /** Names and values in turn. */
  readonly headers: readonly (Buffer | string)[];
  readonly bytes: number;
}

type Part = Buffer | string | null;

/** What goes into a body; text as UTF-8. */
export interface BodyParts {
  readonly key: Part;
  readonly value: Part;
  readonly headers: Headers;
}

export function bodyOf(content: BodyParts): Buffer {
  const measured = measureBody(content);
  const to = new Writer(measured.bytes);
  writeBody(to, measured);
  return to.bytes;
}

export function measureBody({ key, value, headers }: BodyParts): MeasuredBody {
  const parts = headerParts(headers);
  let bytes = sizeOf(key) + sizeOf(value) + sizeOfVarint(parts.length / 2);
  for (const part of parts) bytes += sizeOf(part);
  return { key, value, headers: parts, bytes };
}

export function writeBody(to: Writer, { key, value, headers }: MeasuredBody): void {
  to.sized(key);
  to.sized(value);
  to.varint(headers.length / 2);
  for (const part of headers) to.sized(part);
}

/** Headers one by one, repeated ones as often as they occur; a header without value counts as empty. */
export function headerPairs(headers: Headers): [name: string, value: Buffer | string][] {
  const parts = headerParts(headers);
  return Array.from({ length: parts.length / 2 }, (_, index) => [String(parts[2 * index]), parts[2 * index + 1] ?? '']);
}

/** Names and values in turn, in one list: there are thousands of records in a chunk. */
function headerParts(headers: Headers): (Buffer | string)[] {
  const parts: (Buffer | string)[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) parts.push(name, one ?? '');
    else parts.push(name, value ?? '');
  }
  return parts;
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

export function sizeOfVarint(value: number): number {
  let bytes = 1;
  for (let left = value < 0 ? -2 * value - 1 : 2 * value; left >= 0x80; left = Math.floor(left / 128)) bytes += 1;
  return bytes;
}

/** With its length. */
function sizeOf(part: Part): number {
  if (part === null) return 1;
  const length = lengthOf(part);
  return sizeOfVarint(length) + length;
}

function lengthOf(part: Buffer | string): number {
  return typeof part === 'string' ? Buffer.byteLength(part) : part.length;
}

/** Writes one thing after the other into bytes that there is room for. */
export class Writer {
  bytes: Buffer;
  at = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Makes room for so many bytes more. */
  reserve(size: number): void {
    const wanted = this.at + size;
    if (wanted <= this.bytes.length) return;
    const more = Buffer.allocUnsafe(Math.max(wanted, 2 * this.bytes.length));
    this.bytes.copy(more, 0, 0, this.at);
    this.bytes = more;
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

  sized(part: Part): void {
    if (part === null) {
      this.varint(-1);
      return;
    }
    this.varint(lengthOf(part));
    this.content(part);
  }

  content(part: Buffer | string): void {
    this.at += typeof part === 'string' ? this.bytes.write(part, this.at) : part.copy(this.bytes, this.at);
  }
}

/** Reads one thing after the other; what it returns are views. */
export class Reader {
  constructor(
    private readonly bytes: Buffer,
    private at = 0,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes.readUInt8(this.at++);
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  field(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.take(length);
  }

  /** @throws RangeError beyond the end, or for no length */
  take(length: number): Buffer {
    if (length < 0 || this.at + length > this.bytes.length) throw new RangeError('a record ends before its last byte');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
