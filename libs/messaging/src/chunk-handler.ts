import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { ParkedEvent } from './parked-events.js';

/** Where a chunk came from and when it is handled. All events of a chunk are of one topic, maybe of several partitions. */
export interface Chunk {
  readonly topic: string;
  /** One of its partitions. Chunks of a topic that name the same one are handled one after the other, whoever handles them. */
  readonly partition: number;
  /** Offset after the chunk's last record of that partition: with both, a name for the chunk that no other chunk of this database has. */
  readonly nextOffset: bigint;
  /** The service's clock when the chunk was started: the booking instant of what it writes. */
  readonly now: Date;
  /**
   * When the log got an event of the chunk, by its own clock: of input topics the broker's, of others the publisher's. To
   * measure how long something took, never to decide by. Absent where the events come from no log.
   */
  readonly appendedAt?: (event: Envelope) => Date | undefined;
}

/** A message a service wants published once the transaction that produced it has committed. */
export interface OutgoingMessage {
  /** One of the declared output types; decides the topic. */
  readonly type: string;
  /** Deterministic: the same after any crash or replay. With the service's source it is the identity consumers dedupe on. */
  readonly id: string;
  /** RFC 3339: when the thing happened. Never the booking time, so that copies stay byte-identical. */
  readonly time: string;
  /** The customer id: CloudEvents subject and Kafka key. */
  readonly subject: string;
  /** Null on a compacted topic: a tombstone, of the subject nothing is to be kept. */
  readonly data: object | null;
  readonly causationid?: string;
  readonly causationsource?: string;
  readonly correlationid?: string;
  readonly traceparent?: string;
}

/**
 * An event the service refuses for good: it is quarantined, and its identity and business key are free. One of the chunk,
 * or one that `loadParked` gave: then its own record is set aside, just as if it had been refused on arrival.
 */
export interface Rejection {
  readonly event: Envelope;
  readonly reason: RejectionReason;
  /** For a person: which value, and what would have been right. */
  readonly detail: string;
}

/** The quarantine reasons only a service can decide; the others are found before a handler is called. */
export type RejectionReason =
  | 'SUBJECT_ERASED'
  | 'DUPLICATE_ORDER'
  | 'ID_REUSED'
  | 'INVALID_DATA'
  | 'CUSTOMER_MISMATCH'
  | 'CURRENCY_MISMATCH'
  | 'UNKNOWN_PARTNER'
  | 'OVER_RETURN';

/** An accepted event that can only be used once something else is known. */
export interface Parking {
  /** One of the chunk. */
  readonly event: Envelope;
  /** A kind of thing and which one: `order:o-1`. Whoever comes to know it asks `loadParked` for it. */
  readonly waitsFor: string;
}

export interface ChunkResult {
  readonly messages: readonly OutgoingMessage[];
  readonly rejected?: readonly Rejection[];
  /** Events of the chunk that wait from now on. They are accepted. */
  readonly parked?: readonly Parking[];
  /** Events that have waited and are used now. What they cause names them as its cause, not the event that they waited for. */
  readonly released?: readonly ParkedEvent[];
}

/**
 * A service's answer to a chunk: load, decide, save.
 *
 * `events` are the fresh ones, in order of things: duplicates and bad input are already gone. Everything is written
 * through `tx`, which the runtime commits together with watermark, inbox, outbox and quarantine. An error thrown here
 * rolls the whole chunk back: one of the database's passing troubles retries it, a refusal of the data by the database
 * bisects it, anything else halts the partition. So a handler never catches and goes on.
 */
export interface ChunkHandler {
  handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult>;

  /**
   * Those of the customers who were forgotten, in this chunk too: of refused records that name them, nothing of them is
   * kept. Asked only about refused records. Not optional, so that whoever wraps a handler cannot leave it out.
   */
  forgottenAmong(customerIds: readonly string[], tx: Tx): Promise<ReadonlySet<string>>;
}
