/**
 * A broken promise, named: every error this project throws on purpose extends it.
 *
 * Declare `code` as a literal (`readonly code = 'SCHEMA_NEWER'`): codes are stable, never reused, and each stands in
 * docs/errors.md with its cause and what the operator does; a test keeps the two in step.
 * `retryable` tells callers whether the same call may succeed later with nothing changed but the weather.
 */
export abstract class LoyaltyError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;

  /** @param message for a person: which values, and what would have been right */
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}
