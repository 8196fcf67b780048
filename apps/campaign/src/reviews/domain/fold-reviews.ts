import { isEvent, reviewPublished, reviewUnpublished, type Envelope, type EventOf } from '@perennial/contracts';

type Published = EventOf<typeof reviewPublished>;
type Unpublished = EventOf<typeof reviewUnpublished>;

/** An unpublication that waits for its publication. */
interface Waiting {
  readonly waitsFor: string;
  readonly event: Envelope;
}

export interface KnownReviews<W extends Waiting> {
  /** Customers by the ids of reviews that are known to be published. */
  readonly writers: ReadonlyMap<string, string>;
  /** What waits for the publications among the events. */
  readonly waiting: readonly W[];
  readonly personOf: (customerId: string) => string;
  readonly isForgotten: (customerId: string) => boolean;
}

interface Refusal {
  readonly event: Envelope;
  readonly reason: 'SUBJECT_ERASED' | 'CUSTOMER_MISMATCH';
  readonly detail: string;
}

export interface ReviewChanges<W extends Waiting> {
  readonly published: readonly Published[];
  /** Ids of reviews that are taken back now. */
  readonly unpublished: readonly string[];
  readonly refused: readonly Refusal[];
  readonly parked: readonly Waiting[];
  /** Of those that waited: used now. */
  readonly released: readonly W[];
}

interface Draft<W extends Waiting> extends ReviewChanges<W> {
  readonly writers: Map<string, string>;
  readonly published: Published[];
  readonly unpublished: string[];
  readonly refused: Refusal[];
  readonly parked: Waiting[];
}

/** What an unpublication waits for until its review is known. */
export function reviewThing(reviewId: string): string {
  return `review:${reviewId}`;
}

/**
 * Folds publications and unpublications into which reviews there are, and refuses what contradicts it, just as the ledger
 * does. A review is taken back for good, whatever came first.
 *
 * @param events of any types, in order of things
 * @param forgottenDetail what is said of an event that names a forgotten customer
 */
export function foldReviews<W extends Waiting>(
  known: KnownReviews<W>,
  events: readonly Envelope[],
  forgottenDetail: string,
): ReviewChanges<W> {
  const { waiting, personOf, isForgotten } = known;
  const draft: Draft<W> = {
    ...{ writers: new Map(known.writers), published: [], unpublished: [], refused: [], parked: [], released: [] },
  };
  const given: Unpublished[] = [];
  for (const event of events) {
    if (!isEvent(reviewPublished, event) && !isEvent(reviewUnpublished, event)) continue;
    if (isForgotten(event.data.customerId)) {
      draft.refused.push({ event, reason: 'SUBJECT_ERASED', detail: forgottenDetail });
    } else if (isEvent(reviewPublished, event)) publish(draft, event, personOf);
    else given.push(event);
  }
  for (const event of given) {
    const { reviewId } = event.data;
    if (draft.writers.has(reviewId)) takeBack(draft, event, personOf);
    else draft.parked.push({ event, waitsFor: reviewThing(reviewId) });
  }
  const released = waiting.filter(
    ({ event }) =>
      isEvent(reviewUnpublished, event) && draft.writers.has(event.data.reviewId) && takeBack(draft, event, personOf),
  );
  return { ...draft, released };
}

function publish<W extends Waiting>(draft: Draft<W>, event: Published, personOf: (id: string) => string): void {
  const { reviewId, customerId } = event.data;
  if (refusedAsAnothers(draft, event, personOf) || draft.writers.has(reviewId)) return;
  draft.writers.set(reviewId, customerId);
  draft.published.push(event);
}

/** @returns whether it is taken back by this */
function takeBack<W extends Waiting>(draft: Draft<W>, event: Unpublished, personOf: (id: string) => string): boolean {
  if (refusedAsAnothers(draft, event, personOf)) return false;
  draft.unpublished.push(event.data.reviewId);
  return true;
}

function refusedAsAnothers<W extends Waiting>(
  { writers, refused }: Draft<W>,
  event: Published | Unpublished,
  personOf: (id: string) => string,
): boolean {
  const { reviewId, customerId } = event.data;
  const writer = writers.get(reviewId);
  if (writer === undefined || personOf(writer) === personOf(customerId)) return false;
  const detail = `review ${reviewId} is not a review of customer ${customerId}`;
  refused.push({ event, reason: 'CUSTOMER_MISMATCH', detail });
  return true;
}
