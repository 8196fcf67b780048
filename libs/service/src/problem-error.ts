import { STATUS_CODES } from 'node:http';
import { LoyaltyError } from '@perennial/contracts';
import { jsonText } from './json-text.js';

/** Further members of an answer: never one that all have, whose meaning they would change. */
type ProblemExtensions = Readonly<Record<string, unknown>> & {
  readonly [Member in 'type' | 'title' | 'status' | 'detail' | 'code']?: never;
};

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
    readonly extensions: ProblemExtensions = {},
    options: {
      readonly cause?: unknown;
      /** Answered with `Retry-After`; default: 503 and 429 are. */ readonly retryable?: boolean;
    } = {},
  ) {
    super(detail, options);
    this.retryable = options.retryable ?? (status === 503 || status === 429);
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The body of the answer. */
export function problemText({ status, code, detail, extensions }: ProblemError): string {
  const title = STATUS_CODES[status] ?? 'Error';
  return jsonText({ type: 'about:blank', title, status, detail, code, ...extensions });
}
