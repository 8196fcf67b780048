import { LoyaltyError } from '@perennial/contracts';

/** One mistake in a programme document. Lines and columns count from 1. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  /** Path of keys and list positions, such as `rules.0.points`; empty for the document as a whole. */
  readonly where: string;
  /** What would be right. */
  readonly message: string;
}

/** A programme document that cannot be used. Its message lists every mistake, one a line, as `file:line:column`. */
export class ProgrammeError extends LoyaltyError {
  readonly code = 'PROGRAMME_INVALID';
  readonly retryable = false;

  constructor(
    readonly file: string,
    readonly mistakes: readonly Mistake[],
    options?: { cause?: unknown },
  ) {
    const lines = mistakes.map(({ line, column, where, message }) =>
      `${file}:${line}:${column} ${where} ${message}`.replace(/ {2,}/g, ' '),
    );
    super(lines.join('\n'), options);
  }
}
