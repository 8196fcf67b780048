import type { ReviewTrust } from '@perennial/programme';

import type { Evidence } from '../evidence.js';

/** Figures that show why, by name. */
export type Figures = Readonly<Record<string, number>>;

/** One thing that may speak against a review. Stars are no part of the evidence, so no signal can look at them. */
export interface Signal {
  /** Stable: it stands in messages, and a release remembers it. */
  readonly code: string;
  /** The key of its weight in the programme document. */
  readonly weight: keyof ReviewTrust['weights'];
  /** @returns the figures that speak against the review; undefined when it is in order */
  readonly against: (evidence: Evidence, settings: ReviewTrust) => Figures | undefined;
}
