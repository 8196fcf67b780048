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
    const text = readFileSync(file, 'utf8').trim();
    if (text === '') problems.push({ key: `${name}_FILE`, message: `${file} is empty` });
    else variables[name] = text;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    problems.push({ key: `${name}_FILE`, message: `${file} cannot be read (${reason})` });
  }
}
