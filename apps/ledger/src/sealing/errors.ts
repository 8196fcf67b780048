import { LoyaltyError } from '@perennial/contracts';

/** The file of published checkpoints ends with one that the database does not have: it was set back, or changed. */
export class CheckpointsDiverged extends LoyaltyError {
  readonly code = 'CHECKPOINTS_DIVERGED';
  readonly retryable = false;
}

/** A line of a file of published checkpoints is none. */
export class PublishedUnreadable extends LoyaltyError {
  readonly code = 'PUBLISHED_UNREADABLE';
  readonly retryable = false;
}
