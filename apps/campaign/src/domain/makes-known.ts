import { isEvent, referralCreated, reviewPublished, type Envelope } from '@perennial/contracts';

/**
 * Whether an event makes the customers known whom it names: reviewers, and both sides of a referral. Something taken back makes
 * nobody known: its customer is named by what was published, if that was.
 */
export function makesKnown(event: Envelope): boolean {
  return isEvent(referralCreated, event) || isEvent(reviewPublished, event);
}
