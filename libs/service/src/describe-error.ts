import { LoyaltyError } from '@perennial/contracts';
import { classify, sqlState } from '@perennial/persistence';

export interface ErrorFields {
  readonly error: string;
  readonly code?: string;
  readonly detail?: string;
  readonly stack?: readonly string[];
}

/**
 * An error as fields of a log line. Messages of data the database refused repeat that data, so they are left out; a stack
 * is given only where nobody foresaw the error.
 */
export function describeError(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { error: 'thrown', detail: String(error) };
  const code =
    error instanceof LoyaltyError
      ? error.code
      : (sqlState(error) ?? ('code' in error ? String(error.code) : undefined));
  return {
    error: error.name,
    ...(code === undefined ? {} : { code }),
    ...(classify(error) === 'data' ? {} : { detail: error.message }),
    ...(error instanceof LoyaltyError ? {} : { stack: frames(error) }),
  };
}

function frames(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
