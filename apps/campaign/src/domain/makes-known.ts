import { isEvent, reviewUnpublished, type Envelope } from '@perennial/contracts';

/**
 * Whether an event makes the customers known whom it names. Something taken back makes nobody known: its customer is named by
 * what was published, if that was.
 */
export function makesKnown(event: Envelope): boolean {
  return !isEvent(reviewUnpublished, event);
}
