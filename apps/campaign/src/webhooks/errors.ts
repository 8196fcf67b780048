import { LoyaltyError } from '@perennial/contracts';
import { ProblemError } from '@perennial/service';

/** A secret cannot be opened with the key that is set. */
export class SecretUnreadable extends LoyaltyError {
  readonly code = 'WEBHOOK_SECRET_UNREADABLE';
  readonly retryable = false;
}

/** Nobody has registered it, or it was deleted. */
export function unknownEndpoint(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_ENDPOINT', 'No endpoint has this id, or it was deleted.');
}
