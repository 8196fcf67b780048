import type { CustomerFeatures } from './features.js';

/** Milliseconds. */
export interface ReactionClock {
  readonly now: number;
  readonly maxReactionAgeMs: number;
}

/** Whether a customer is known by purchases only that were old when they were told of. */
export function isBackfilled({ purchases, boughtFresh }: CustomerFeatures): boolean {
  return purchases > 0 && !boughtFresh;
}

/** Whether a customer is known for so long that a backfill that made them known is over. */
export function isSettled({ knownSince }: CustomerFeatures, { now, maxReactionAgeMs }: ReactionClock): boolean {
  return knownSince !== undefined && now - knownSince >= maxReactionAgeMs;
}
