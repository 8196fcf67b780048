import { isUtf8 } from 'node:buffer';

import type { RawRecord, RecordHeaders } from './record.js';

/** CloudEvents attributes as they came, not checked yet. Absent and null are both undefined. */
export interface Attributes {
  specversion?: unknown;
  id?: unknown;
  source?: unknown;
  type?: unknown;
  time?: unknown;
  subject?: unknown;
  dataschema?: unknown;
  traceparent?: unknown;
  correlationid?: unknown;
  causationid?: unknown;
  causationsource?: unknown;
  data?: unknown;
}

const ATTRIBUTE_NAMES = [
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'dataschema',
  'traceparent',
  'correlationid',
  'causationid',
  'causationsource',
] as const;

/** What could be read of a record. */
export interface Message {
  readonly attributes: Attributes;
  /** The value as text, valid JSON; empty when there is trouble. */
  readonly text: string;
  /** Why the record is not even a message. */
  readonly trouble?: {
    readonly reason: 'TOO_LARGE' | 'NOT_JSON' | 'NOT_A_CLOUDEVENT';
    readonly detail: string;
  };
}

const STRUCTURED = /^\s*application\/cloudevents/i;

/** Takes the envelope apart, in whichever mode it came. Never throws; decides nothing about the content. */
export function readMessage(record: RawRecord, maxValueBytes: number): Message {
  const headers = record.headers ?? {};
  const binary = isBinary(headers);
  const fromHeaders: Attributes = binary ? attributesOfHeaders(headers) : {};
  const refuse = (reason: 'TOO_LARGE' | 'NOT_JSON' | 'NOT_A_CLOUDEVENT', detail: string): Message => ({
    attributes: fromHeaders,
    text: '',
    trouble: { reason, detail },
  });

  const { value } = record;
  if (value === null || value === undefined) return refuse('NOT_A_CLOUDEVENT', 'the record has no value (tombstone)');
  if (value.length > maxValueBytes) {
    return refuse('TOO_LARGE', `the value has ${value.length} bytes, at most ${maxValueBytes} are accepted`);
  }
  if (value.length === 0) return refuse('NOT_JSON', 'the value is empty');
  if (!isUtf8(value)) return refuse('NOT_JSON', 'the value is not UTF-8');
  const text = withoutByteOrderMark(value);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse('NOT_JSON', error instanceof Error ? error.message : 'the value is not JSON');
  }

  if (binary) return { attributes: { ...fromHeaders, data: json }, text };
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refuse('NOT_A_CLOUDEVENT', 'the value is JSON, but not an object');
  }
  return { attributes: attributesOfObject(json as Readonly<Record<string, unknown>>), text };
}

function withoutByteOrderMark(value: Buffer): string {
  const start = value.length >= 3 && value[0] === 0xef && value[1] === 0xbb && value[2] === 0xbf ? 3 : 0;
  return value.toString('utf8', start);
}

/** Structured when the content type says so, otherwise binary when there is any CloudEvents header. */
function isBinary(headers: RecordHeaders): boolean {
  const contentType = headerText(headers, 'content-type');
  if (typeof contentType === 'string' && STRUCTURED.test(contentType)) return false;
  for (const name in headers) {
    if (name.startsWith('ce_')) return true;
  }
  return false;
}

function attributesOfHeaders(headers: RecordHeaders): Attributes {
  const attributes: Attributes = {};
  for (const name of ATTRIBUTE_NAMES) {
    const value = headerText(headers, `ce_${name}`);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** Written out: one shape for every event. */
function attributesOfObject(json: Readonly<Record<string, unknown>>): Attributes {
  return {
    specversion: json.specversion ?? undefined,
    id: json.id ?? undefined,
    source: json.source ?? undefined,
    type: json.type ?? undefined,
    time: json.time ?? undefined,
    subject: json.subject ?? undefined,
    dataschema: json.dataschema ?? undefined,
    traceparent: json.traceparent ?? undefined,
    correlationid: json.correlationid ?? undefined,
    causationid: json.causationid ?? undefined,
    causationsource: json.causationsource ?? undefined,
    data: json.data,
  };
}

/** A header's text; of several values the last, as with JSON keys. Bytes that are not UTF-8 are given back as bytes. */
function headerText(headers: RecordHeaders, name: string): string | Buffer | undefined {
  const value = headers[name];
  const last = Array.isArray(value) ? (value as readonly (Buffer | string)[]).at(-1) : (value as Buffer | string);
  return Buffer.isBuffer(last) && isUtf8(last) ? last.toString('utf8') : last;
}
