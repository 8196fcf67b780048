import { LoyaltyError } from '@perennial/contracts';

/**
 * A refusal as HTTP tells it (RFC 9457). `code` is stable and stands in docs/errors.md; `detail` is for a person and says
 * what would be right; `extensions` are further members of the answer, such as `{ missing: 30 }`.
 */
export class ProblemError extends LoyaltyError {
  readonly retryable: boolean;

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(detail, options);
    this.retryable = status === 503 || status === 429;
  }
}
