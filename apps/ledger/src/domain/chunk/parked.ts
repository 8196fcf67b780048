import type { Envelope } from '@perennial/contracts';

/** What an accepted event waits for: `order:o-1`, `accrual:fuel:t-1`, `review:r-1`. */
export type WaitsFor = string;

/** An event of this chunk about something that nothing else is known of yet. It makes nobody a member. */
export interface ParkedFor {
  readonly waitsFor: WaitsFor;
  readonly event: Envelope;
}

/** An event that came before this chunk and waits. */
export interface Waiting extends ParkedFor {
  /** Since when, by the service's clock. */
  readonly since: Date;
}
