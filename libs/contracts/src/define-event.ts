import type { z } from 'zod';

import type { Envelope } from './envelope.js';

/** Everything there is to know about one event type; see `defineEvent`. */
export interface EventDeclaration<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** CloudEvents `type`, with its major version: `commerce.review.published.v1`. */
  readonly type: Type;
  /** The Kafka topic it travels on (without an installation's topic prefix). */
  readonly topic: string;
  /**
   * Name of the data field that equals the CloudEvents `subject` and the Kafka key: keeps one customer's events in
   * order. When the field is optional, an event without it has no subject.
   */
  readonly subject: string;
  /** Data fields that together name the business fact; unique within the type, across sources. First one: Kafka key of anonymous events. */
  readonly businessKey?: readonly string[];
  /** One sentence: what happened. */
  readonly summary: string;
  /** What the data must be. Unknown fields are accepted and stripped from the typed data. */
  readonly data: Schema;
  /** A complete message's data, used in documents and tests. */
  readonly example: z.input<Schema>;
}

/**
 * Declares an event once: TypeScript type, runtime check, JSON Schema, AsyncAPI entry and the example that tests and
 * docs use all come from this value.
 */
export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  declaration: EventDeclaration<Type, Schema>,
): EventDeclaration<Type, Schema> {
  return declaration;
}

/** The data of an event declared with `defineEvent`. */
export type DataOf<D extends EventDeclaration> = z.output<D['data']>;

/** A decoded event of the declared type. Narrow an `Envelope` with `isEvent`. */
export type EventOf<D extends EventDeclaration> = Envelope<D['type'], DataOf<D>>;

/** Narrows an envelope whose data has been checked (everything that `decode` returned). */
export function isEvent<D extends EventDeclaration>(declaration: D, event: Envelope): event is EventOf<D> {
  return event.type === declaration.type;
}
