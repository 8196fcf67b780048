import { hash } from 'node:crypto';

import { canonicalJson } from './canonical-json.js';
import type { Envelope } from './envelope.js';
import { eventOfType } from './events.js';

/** Control characters are not allowed in ids and sources, so this one cannot be part of what it separates. */
const SEPARATOR = '\u0000';

/** Namespace of `deterministicId`. Fixed for ever: ids published with it are what consumers dedupe on. */
const NAMESPACE = Buffer.from('8f6c2b0e54b14d0c9d573a1f0c6b7e21', 'hex');

/** Where an envelope keeps the data it was decoded from; a WeakMap would cost the garbage collector more. */
const RECEIVED = Symbol('received data');

/**
 * Remembers on the envelope the data it was decoded from, fields included that the contract does not know: what the
 * digests are taken of. Copies of the envelope do not share it.
 */
export function rememberReceived(event: Envelope, data: unknown): void {
  Object.defineProperty(event, RECEIVED, { value: data });
}

/** Where an envelope made anew from storage keeps the digests taken when it arrived. */
const KEPT = Symbol('digests taken on arrival');

export interface EventDigests {
  /** What `payloadDigest` gave on arrival. */
  readonly payload: string;
  /** What `dataDigest` gave on arrival. */
  readonly data: string;
}

/**
 * Remembers on an envelope made anew from storage the digests it had when it arrived: its typed data no longer show the
 * fields that the contract does not know, so computed again they would differ. Copies of the envelope do not share it.
 */
export function rememberDigests(event: Envelope, digests: EventDigests): void {
  Object.defineProperty(event, KEPT, { value: digests });
}

/** First 16 bytes of SHA-256 written as a UUID, so that Postgres keeps it in a 16-byte column. */
function digestUuid(text: string): string {
  return uuidOf(hash('sha256', text, 'hex'));
}

/** Of the first 32 of some hexadecimal digits. Joined, it is one piece; put together, it would be a tree of its parts. */
function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Identity of an event: one value per pair of `source` and `id`. */
export function identityOf(event: Pick<Envelope, 'source' | 'id'>): string {
  return digestUuid(event.source + SEPARATOR + event.id);
}

/**
 * What the event is about, as one value per type and business key: the same order told twice under two ids has one.
 * Undefined for types without a business key.
 */
export function businessKeyOf(event: Pick<Envelope, 'type' | 'data'>): string | undefined {
  const fields = eventOfType(event.type)?.businessKey;
  if (!fields) return undefined;
  const data = event.data as Readonly<Record<string, string | number>>;
  let name = event.type;
  for (const field of fields) name += SEPARATOR + (data[field] ?? '');
  return digestUuid(name);
}

/**
 * Digest of everything that must not change under one identity: type, time to the millisecond, subject and data,
 * unknown fields included. Trace attributes do not count, neither do key order and white space.
 *
 * @param event as `decode` returned it, or made anew with `rememberDigests`; of one made otherwise, its typed data counts
 */
export function payloadDigest(event: Envelope): string {
  return digestsOf(event).payload;
}

/** Digest of the data alone, unknown fields included: tells whether two events say the same of one business key. */
export function dataDigest(event: Envelope): string {
  return digestsOf(event).data;
}

/** Both at once, which is half the work of one after the other. */
export function digestsOf(event: Envelope): EventDigests {
  const kept = (event as { readonly [KEPT]?: EventDigests })[KEPT];
  if (kept) return kept;
  const data = canonicalJson(receivedData(event));
  const head = event.type + SEPARATOR + event.at + SEPARATOR + (event.subject ?? '') + SEPARATOR;
  return { payload: digestUuid(head + data), data: digestUuid(data) };
}

function receivedData(event: Envelope): unknown {
  return (event as { readonly [RECEIVED]?: unknown })[RECEIVED] ?? event.data;
}

/** UUIDv5 of a list of values: the same for the same list, in any process, for ever. */
export function deterministicId(...parts: readonly (string | number | bigint)[]): string {
  const name = Buffer.from(JSON.stringify(parts.map(String)), 'utf8');
  const hex = hash('sha1', Buffer.concat([NAMESPACE, name]), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return uuidOf(`${hex.slice(0, 12)}5${hex.slice(13, 16)}${variant}${hex.slice(17)}`);
}
