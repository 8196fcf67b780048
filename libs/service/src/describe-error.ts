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
    ...detailOf(error),
    ...(error instanceof LoyaltyError ? {} : { stack: frames(error) }),
  };
}

/** What it says and, after it, what those say that it comes from, each once: clients wrap "wrong password" in "no broker". */
function detailOf(error: Error): { detail?: string } {
  const said = new Set<string>();
  const tell = (one: unknown, depth: number): void => {
    if (!(one instanceof Error) || depth > CAUSES_DEEP) return;
    if (classify(one) !== 'data') said.add(one.message);
    for (const from of [one.cause, ...(one instanceof AggregateError ? one.errors : [])]) tell(from, depth + 1);
  };
  tell(error, 0);
  return said.size === 0 ? {} : { detail: [...said].join(' ← ') };
}

const CAUSES_DEEP = 5;

function frames(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
