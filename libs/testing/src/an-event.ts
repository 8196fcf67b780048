import { randomUUID } from 'node:crypto';

import type { DataOf, EventDeclaration, EventOf } from '@perennial/contracts';

export interface EventChanges<D extends EventDeclaration> {
  /** Fields that differ from the declaration's example; `undefined` leaves one out. */
  readonly data?: { readonly [Field in keyof DataOf<D>]?: DataOf<D>[Field] | undefined };
  /** RFC 3339; default 2026-01-05T10:00:00Z. */
  readonly time?: string;
  /** Default: a new one. */
  readonly id?: string;
  readonly source?: string;
}

/**
 * A valid event: the declaration's example with changes. Its id is new each time, and so is the id of the business fact
 * (`orderId`, `reviewId`…) unless `data` gives it, so that two events of a test are two facts.
 */
export function anEvent<D extends EventDeclaration>(declaration: D, changes: EventChanges<D> = {}): EventOf<D> {
  const { time = '2026-01-05T10:00:00Z', id = randomUUID(), source = '/shop/test' } = changes;
  const example = declaration.example as Readonly<Record<string, unknown>>;
  const [factId] = declaration.businessKey ?? [];
  const newFact =
    factId !== undefined && typeof example[factId] === 'string' ? { [factId]: `${factId}-${randomUUID()}` } : {};
  const given = Object.entries({ ...example, ...newFact, ...changes.data }).filter(([, value]) => value !== undefined);
  const data = declaration.data.parse(Object.fromEntries(given)) as DataOf<D>;
  const subject = (data as Readonly<Record<string, unknown>>)[declaration.subject];
  return {
    id,
    source,
    type: declaration.type,
    time,
    at: Date.parse(time),
    ...(typeof subject === 'string' ? { subject } : {}),
    data,
  } as EventOf<D>;
}
