import { deterministicId, type EngagementRecorded, type EventOf, type engagementRecorded } from '@perennial/contracts';

export type Status = 'open' | 'planned' | 'done' | 'declined';

/** What becomes of a suggestion when somebody has looked at it. */
export type Decided = Exclude<Status, 'open'>;

/** What a customer suggested, as far as an event tells. Instants are milliseconds since 1970. */
export interface Suggestion extends Pick<EngagementRecorded, 'sku' | 'category' | 'proofId'> {
  readonly suggestionId: string;
  /** The person, where records were merged. */
  readonly customerId: string;
  readonly madeAt: number;
}

/** A suggestion as it stands. */
export interface KeptSuggestion extends Suggestion {
  readonly status: Status;
  /** Of one that is not open any more. */
  readonly changedAt?: number;
}

const NEXT: Readonly<Record<Status, readonly Decided[]>> = {
  open: ['planned', 'done', 'declined'],
  planned: ['done', 'declined'],
  done: [],
  declined: [],
};

/** What can become of a suggestion: never what it has been before, so that each is told once. */
export function nextOf(status: Status): readonly Decided[] {
  return NEXT[status];
}

/**
 * The suggestions that events make: each once by the proof that the customer gave for it, else by the event.
 *
 * @param events in order of things
 * @param personOf the record that a customer is one person with
 */
export function suggestionsIn(
  events: readonly EventOf<typeof engagementRecorded>[],
  personOf: (customerId: string) => string,
): Suggestion[] {
  const first = new Map<string, Suggestion>();
  for (const { data, source, id, at } of events) {
    if (data.kind !== 'suggestion-made') continue;
    const { customerId, sku, category, proofId } = data;
    // By the record that it was told of: that stays the same when the record becomes another person's.
    const named = proofId === undefined ? ['event', source, id] : ['proof', customerId, proofId];
    const suggestionId = deterministicId('suggestion', ...named);
    const person = personOf(customerId);
    const key = proofId === undefined ? suggestionId : JSON.stringify([person, proofId]);
    if (!first.has(key)) first.set(key, { suggestionId, customerId: person, sku, category, proofId, madeAt: at });
  }
  return [...first.values()];
}
