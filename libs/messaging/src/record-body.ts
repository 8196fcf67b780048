import type { Headers, OutgoingRecord } from './event-log.js';
import { Reader, sizeOfPart, sizeOfVarint, Writer, type Part } from './wire-format.js';

/**
 * A record as it will be sent. Its body is what a record batch of Kafka (magic 2) has of it after its place in the batch: key,
 * value, number of headers, name and value of each; a length is a zigzag varint, that of null -1. So it is encoded once, and
 * copied to the outbox and to requests of kafkajs. Key, value and headers are read from it when they are asked for.
 */
export class PackedRecord implements OutgoingRecord {
  constructor(
    readonly topic: string,
    readonly body: Buffer,
  ) {}

  get key(): Buffer | null {
    return new Reader(this.body).part();
  }

  get value(): Buffer | null {
    const from = new Reader(this.body);
    from.part();
    return from.part();
  }

  get headers(): Headers {
    const from = new Reader(this.body);
    from.part();
    from.part();
    return headersOf(from.varint(), () => from.part());
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
  let bytes = sizeOfPart(key) + sizeOfPart(value) + sizeOfVarint(parts.length / 2);
  for (const part of parts) bytes += sizeOfPart(part);
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
