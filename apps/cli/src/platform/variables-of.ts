import { readVariables, type VariableProblem, type Variables } from '@perennial/environment';

import { UserError } from '../user-error.js';

/** The named variables that are set, as the services read them: from `<NAME>_FILE`, too. @throws UserError */
export function variablesOf(env: NodeJS.ProcessEnv, ...names: string[]): Variables {
  const { variables, problems } = readVariables(names, env);
  refuseWrong(problems);
  return variables;
}

/** What stands before the name of every topic and group. */
export function topicPrefixOf(env: NodeJS.ProcessEnv): string {
  return variablesOf(env, 'PERENNIAL_TOPIC_PREFIX')['PERENNIAL_TOPIC_PREFIX'] ?? '';
}

/** @throws UserError naming every variable that is wrong */
export function refuseWrong(problems: readonly VariableProblem[]): void {
  if (problems.length > 0) throw new UserError(problems.map(({ key, message }) => `${key} ${message}`).join('\n'));
}
