import type { Campaign } from '@perennial/programme';

import { DAY_MS } from './day.js';
import type { PastAnswer } from './situation.js';

/** How often a campaign may answer a customer: as its document says; a first purchase and an occasion are answered once. */
export function limitOf({
  limit,
  trigger,
}: Campaign): { readonly most: number; readonly days?: number | undefined } | undefined {
  return limit ?? (trigger.kind === 'first-purchase' ? { most: 1 } : undefined);
}

/**
 * Answers at most so many days of 24 hours before an instant: one from exactly that long ago is none of them. What answered
 * something later counts too: an event that comes late gets nothing that its order would have kept from the next.
 */
export function answersWithin(
  answers: readonly PastAnswer[],
  at: number,
  days: number | undefined,
): readonly PastAnswer[] {
  return days === undefined ? answers : answers.filter((answer) => answer.at > at - days * DAY_MS);
}
