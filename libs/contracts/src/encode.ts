import { canonicalJson } from './canonical-json.js';
import type { EventDeclaration } from './define-event.js';
import type { Envelope } from './envelope.js';
import { eventOfType } from './events.js';
import type { EncodedRecord, Tombstone } from './record.js';

/** An event to be published; `at` follows from `time`. */
export type Publishable = Omit<Envelope, 'at'>;

const OPTIONAL_ATTRIBUTES = [
  'subject',
  'dataschema',
  'traceparent',
  'correlationid',
  'causationid',
  'causationsource',
] as const;

/**
 * Binary mode: the value is the data alone, everything else stands in `ce_` headers. The bytes depend on nothing but
 * the message, so that copies of one message are identical.
 *
 * @param source CloudEvents source, such as `/perennial/ledger`
 * @throws Error for a type that is not declared
 */
export function encodeBinary(message: Omit<Publishable, 'source'>, source: string): EncodedRecord {
  const value = Buffer.from(canonicalJson(message.data), 'utf8');
  return { ...withoutValue(message, source), value };
}

/** What ends a key of a compacted topic: the same headers and no value. Kafka forgets the key's earlier records. */
export function encodeTombstone(message: Omit<Publishable, 'source' | 'data'>, source: string): Tombstone {
  return { ...withoutValue({ ...message, data: {} }, source), value: null };
}

function withoutValue(message: Omit<Publishable, 'source'>, source: string): Omit<EncodedRecord, 'value'> {
  const declaration = declarationOf(message.type);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: message.id,
    ce_source: source,
    ce_type: message.type,
    ce_time: message.time,
  };
  for (const name of OPTIONAL_ATTRIBUTES) {
    const value = message[name];
    if (value !== undefined) headers[`ce_${name}`] = value;
  }
  return { topic: declaration.topic, key: keyOf(declaration, message), headers };
}

/**
 * Structured mode: the whole event is one JSON object. For producers.
 *
 * @throws Error for a type that is not declared
 */
export function encodeStructured(event: Publishable): EncodedRecord {
  const declaration = declarationOf(event.type);
  const { id, source, type, time, data } = event;
  const message: Record<string, unknown> = { specversion: '1.0', id, source, type, time };
  for (const name of OPTIONAL_ATTRIBUTES) {
    if (event[name] !== undefined) message[name] = event[name];
  }
  message.datacontenttype = 'application/json';
  message.data = data;
  return {
    topic: declaration.topic,
    key: keyOf(declaration, event),
    value: Buffer.from(JSON.stringify(message), 'utf8'),
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
  };
}

/** The Kafka key: the subject, or of an anonymous event its business id. */
export function keyOf(declaration: EventDeclaration, event: Pick<Envelope, 'subject' | 'data' | 'id'>): string {
  if (event.subject !== undefined) return event.subject;
  const field = declaration.businessKey?.[0];
  const businessId = field === undefined ? undefined : (event.data as Readonly<Record<string, unknown>>)[field];
  return typeof businessId === 'string' ? businessId : event.id;
}

function declarationOf(type: string): EventDeclaration {
  const declaration = eventOfType(type);
  if (!declaration) throw new Error(`${type} is not a declared event type`);
  return declaration;
}
