import { z } from 'zod';

import { currencies } from './currencies.js';
import type { EventDeclaration } from './define-event.js';
import { rememberReceived } from './digest.js';
import { keyOf } from './encode.js';
import type { Envelope } from './envelope.js';
import { eventOfType, inputEvents, isOutput, outputEvents } from './events.js';
import { isId } from './fields.js';
import { parseInstant } from './instant.js';
import { findRoundedNumber, findUnfaithful, needsCloserLook } from './json-fidelity.js';
import { plainIssue } from './plain-issue.js';
import { readMessage, type Message } from './read-message.js';
import type { RawRecord } from './record.js';
import { MAX_VALUE_BYTES } from './topics.js';

/** Why a record is refused before any service looks at it. Of several, the first in this order is given. */
export type EdgeReason =
  | 'TOO_LARGE'
  | 'NOT_JSON'
  | 'NOT_A_CLOUDEVENT'
  | 'UNKNOWN_TYPE'
  | 'UNSUPPORTED_VERSION'
  | 'WRONG_TOPIC'
  | 'INVALID_DATA'
  | 'UNKNOWN_CURRENCY'
  | 'FUTURE_EVENT';

/** A record that is no event we can take: what the list of quarantined records shows of it. */
export interface RejectedAtEdge {
  readonly ok: false;
  readonly reason: EdgeReason;
  /** For a person: which value, and what would have been right. Printable, at most 500 characters. */
  readonly detail: string;
  /** Id and source, as far as they could be read and are valid themselves. */
  readonly id?: string;
  readonly source?: string;
}

export interface Accepted {
  readonly ok: true;
  readonly event: Envelope;
  /** The record had a key, and it was not the one `keyOf` tells. No error, but order within a customer may be lost. */
  readonly keyDiffersFromSubject: boolean;
}

export type Decoded = Accepted | RejectedAtEdge;

export interface DecodeOptions {
  /** The service's clock: what is more than 24 hours ahead of it is refused, unless Perennial itself published it. */
  readonly now: Date;
  /** What an installation puts before every topic name. */
  readonly topicPrefix?: string;
}

const AHEAD_MS_MAX = 24 * 3_600_000;
const DETAIL_LENGTH_MAX = 500;

const TYPE_VERSION = /\.v\d+$/;
const namesWithoutVersion = new Set(
  [...inputEvents, ...outputEvents].map((declaration) => declaration.type.replace(TYPE_VERSION, '')),
);

/** A refusal on its way to the caller. */
class Refusal {
  constructor(
    readonly reason: EdgeReason,
    readonly detail: string,
  ) {}
}

/**
 * Turns a Kafka record into a checked event, or says why it is none. Takes structured and binary mode; a record that
 * shows neither is tried as structured JSON. Never throws, whatever the record holds.
 */
export function decode(record: RawRecord, options: DecodeOptions): Decoded {
  const message = readMessage(record, MAX_VALUE_BYTES);
  const result = message.trouble
    ? new Refusal(message.trouble.reason, message.trouble.detail)
    : check(message, record, options);
  if (result instanceof Refusal) return rejected(result, message);
  const { declaration, event } = result;
  const key = record.key === null || record.key === undefined ? '' : record.key.toString();
  return { ok: true, event, keyDiffersFromSubject: key !== '' && key !== keyOf(declaration, event) };
}

function check(
  message: Message,
  record: RawRecord,
  { now, topicPrefix = '' }: DecodeOptions,
): Refusal | { declaration: EventDeclaration; event: Envelope } {
  const { attributes } = message;
  for (const name of ['specversion', 'id', 'source', 'type'] as const) {
    if (attributes[name] === undefined) return new Refusal('NOT_A_CLOUDEVENT', `${name} is missing`);
  }
  const declaration = declarationOf(attributes.type);
  if (declaration instanceof Refusal) return declaration;
  if (attributes.specversion !== '1.0') {
    return new Refusal('UNSUPPORTED_VERSION', `specversion must be "1.0", not ${show(attributes.specversion)}`);
  }
  if (record.topic !== topicPrefix + declaration.topic) {
    return new Refusal('WRONG_TOPIC', `${declaration.type} belongs on ${topicPrefix}${declaration.topic}`);
  }
  const event = checkedEvent(message, declaration);
  if (event instanceof Refusal) return event;

  const { currency } = event.data as { currency?: unknown };
  if (typeof currency === 'string' && !currencies.has(currency)) {
    return new Refusal('UNKNOWN_CURRENCY', `data.currency: ${currency} is not a current ISO 4217 currency`);
  }
  // Of what follows from an event, the clock was asked when the event came, and it was another one.
  if (!isOutput(declaration) && event.at > now.getTime() + AHEAD_MS_MAX) {
    return new Refusal('FUTURE_EVENT', `time: ${event.time} is more than 24 h ahead of ${now.toISOString()}`);
  }
  return { declaration, event };
}

function declarationOf(type: unknown): EventDeclaration | Refusal {
  const declaration = typeof type === 'string' ? eventOfType(type) : undefined;
  if (declaration) return declaration;
  if (typeof type === 'string' && TYPE_VERSION.test(type) && namesWithoutVersion.has(type.replace(TYPE_VERSION, ''))) {
    return new Refusal('UNSUPPORTED_VERSION', `type: ${show(type)} is a version this platform does not know`);
  }
  const known = typeof type === 'string' ? eventOfType(`${type}.v1`) : undefined;
  return new Refusal('UNKNOWN_TYPE', `type: ${show(type)} is not known${known ? `; did you mean ${known.type}?` : ''}`);
}

const TRACE_ATTRIBUTES = ['dataschema', 'traceparent', 'correlationid', 'causationid', 'causationsource'] as const;

/** Everything that is `INVALID_DATA`: attributes, subject and data. */
function checkedEvent({ attributes, text }: Message, declaration: EventDeclaration): Envelope | Refusal {
  const { id, source, time, subject } = attributes;
  if (!isId(id)) return invalid(`id must be text of 1 to 255 characters without control characters, not ${show(id)}`);
  if (!isId(source)) {
    return invalid(`source must be text of 1 to 255 characters without control characters, not ${show(source)}`);
  }
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  if (typeof time !== 'string' || at === undefined) {
    return invalid(`time must be an RFC 3339 instant with a zone, from 1970 to 9999, not ${show(time)}`);
  }
  for (const name of TRACE_ATTRIBUTES) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || findUnfaithful(value)) return invalid(`${name} must be text, not ${show(value)}`);
  }
  const data = checkedData(attributes.data, text, declaration);
  if (data instanceof Refusal) return data;
  const owner = data[declaration.subject];
  if (subject !== owner) {
    return invalid(`subject must equal data.${declaration.subject}: ${show(subject)} is not ${show(owner)}`);
  }
  const event: Envelope = {
    id,
    source,
    type: declaration.type,
    time,
    at,
    subject: textOf(owner),
    dataschema: textOf(attributes.dataschema),
    traceparent: textOf(attributes.traceparent),
    correlationid: textOf(attributes.correlationid),
    causationid: textOf(attributes.causationid),
    causationsource: textOf(attributes.causationsource),
    data,
  };
  rememberReceived(event, withDefaults(attributes.data as Record<string, unknown>, data));
  return event;
}

/** Of an attribute that is text or absent; empty means the same as absent. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function checkedData(
  received: unknown,
  text: string,
  declaration: EventDeclaration,
): Readonly<Record<string, unknown>> | Refusal {
  const closer = needsCloserLook(text);
  const unfaithful = closer ? findUnfaithful(received) : undefined;
  if (unfaithful) return invalid(`data${unfaithful}`);
  const parsed = compiled(declaration).safeParse(received);
  if (!parsed.success) return invalid(describeIssues(declaration, received));
  const rounded = closer ? findRoundedNumber(text) : undefined;
  if (rounded !== undefined) return invalid(`the number ${rounded} cannot be held exactly`);
  return parsed.data as Readonly<Record<string, unknown>>;
}

const compiledData = new Map<EventDeclaration, z.ZodType>();

/** The schema as code of its own, which takes a fifth of the time. Made when the first event of the type comes. */
function compiled(declaration: EventDeclaration): z.ZodType {
  let schema = compiledData.get(declaration);
  if (!schema) {
    schema = z.compile(declaration.data);
    compiledData.set(declaration, schema);
  }
  return schema;
}

/**
 * The data as it came, with what the contract says of absent and empty fields made explicit: an order without a
 * revision and one of revision 0 say the same, and so must have the same digest. `received` is ours, and is changed.
 */
function withDefaults(
  received: Record<string, unknown>,
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  for (const field in data) {
    if (data[field] === undefined || !Object.hasOwn(received, field)) received[field] = data[field];
  }
  return received;
}

function invalid(detail: string): Refusal {
  return new Refusal('INVALID_DATA', detail);
}

function describeIssues({ data }: EventDeclaration, received: unknown): string {
  const issues = data.safeParse(received, { error: plainIssue }).error?.issues ?? [];
  return issues
    .slice(0, 3)
    .map((issue) => {
      const { path } = issue;
      const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
      const value = valueAt(received, path);
      return `data${place}: ${issue.message}${value === undefined ? '' : `, not ${show(value)}`}`;
    })
    .join('; ');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );
}

/** A value of the record, short enough for a message. */
function show(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function rejected({ reason, detail }: Refusal, { attributes: { id, source } }: Message): RejectedAtEdge {
  return {
    ok: false,
    reason,
    detail: printable(detail),
    ...(isId(id) ? { id } : undefined),
    ...(isId(source) ? { source } : undefined),
  };
}

/** Details repeat parts of hostile input and end up in Postgres, in headers and on screens. */
function printable(text: string): string {
  // Cut first: half a surrogate pair at the cut is replaced, too.
  const wellFormed = text.slice(0, DETAIL_LENGTH_MAX).toWellFormed();
  return wellFormed.replace(/[\u0000-\u001f\u007f-\u009f]/gu, '\ufffd');
}
