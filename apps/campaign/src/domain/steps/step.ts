import type { Campaign } from '@perennial/programme';

import type { Arm } from '../holdout.js';

/** A customer who triggered a campaign, and everything the steps may look at. */
export interface Candidate {
  readonly customerId: string;
  readonly campaign: Campaign;
  readonly arm: Arm;
  /** When that which triggered the campaign happened, and when it is handled; milliseconds since 1970. */
  readonly at: number;
  readonly now: number;
  readonly maxReactionAgeMs: number;
  /** Whether the campaign has made or withheld an offer for this customer before. */
  readonly answeredBefore: boolean;
}

/** Why the candidate gets no offer. Reasons are stored and shown to support: never renamed. */
export type Stop =
  | { readonly outcome: 'skipped'; readonly reason: 'once-per-customer' | 'too-old' }
  | { readonly outcome: 'withheld'; readonly reason: 'holdout' };

/** One question on the way to an offer: a reason to stop, or undefined to go on with the next. */
export type Step = (candidate: Candidate) => Stop | undefined;
