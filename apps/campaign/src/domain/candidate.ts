import type { Campaign } from '@perennial/programme';

/** What triggered a campaign: an event, or a date of the customer's own. */
export interface Cause {
  readonly id: string;
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly correlationid?: string;
  readonly traceparent?: string;
}

/** A customer whom a campaign has to look at, and why. */
export interface Candidate {
  /** The person, where records were merged. */
  readonly customerId: string;
  readonly campaign: Campaign;
  readonly cause: Cause;
  /** Of a date: which one, such as `2027`. Each is answered once. */
  readonly occasion?: string;
  /** Of a date: until when the offer is for it, exclusive; milliseconds since 1970. */
  readonly until?: number;
  /** The category that was viewed. */
  readonly category?: string;
  /** Where that happened which triggered the campaign, where it tells. */
  readonly location?: string;
  /** Signs that a friend was brought who is none. */
  readonly ring?: readonly string[];
}
