import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Variables = Readonly<Record<string, string>>;

/** One wrong variable, and what would be right. */
export interface VariableProblem {
  readonly key: string;
  readonly message: string;
}

/**
 * The named variables that are set. An empty one counts as not set, as compose files pass them on; `<NAME>_FILE` gives a
 * file that holds the value, as secrets are mounted.
 */
export function readVariables(
  names: readonly string[],
  environment: Environment,
): { variables: Variables; problems: VariableProblem[] } {
  const variables: Record<string, string> = {};
  const problems: VariableProblem[] = [];
  for (const name of names) {
    const value = environment[name] || undefined;
    const file = environment[`${name}_FILE`] || undefined;
    if (value !== undefined && file !== undefined) {
      problems.push({ key: name, message: `is given twice, also as ${name}_FILE: remove one` });
    }
    if (value !== undefined) variables[name] = value;
    else if (file !== undefined) readSecret(name, file, variables, problems);
  }
  return { variables, problems };
}

/** The environment for another process, with other values of some variables, however they were given; undefined: without. */
export function withVariables(environment: Environment, changes: Environment): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !(name.replace(/_FILE$/, '') in changes));
  return { ...Object.fromEntries(kept), ...changes };
}

function readSecret(name: string, file: string, variables: Record<string, string>, problems: VariableProblem[]): void {
  try {
    // A line ends a file; it is no part of a password, which may begin or end with spaces.
    const text = readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/[\r\n]+$/, '');
    if (text.trim() === '') problems.push({ key: `${name}_FILE`, message: 'names a file that is empty' });
    else variables[name] = text;
  } catch (error) {
    // Not by its path: where the value itself was given by mistake, that would be told.
    const { code } = error as NodeJS.ErrnoException;
    problems.push({ key: `${name}_FILE`, message: `names a file that cannot be read (${code})` });
  }
}
