import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { withVariables } from '@perennial/environment';
import { runtimeUrl } from '@perennial/persistence';

import { UserError } from '../user-error.js';
import { lastMessage } from './log-file.js';
import { serviceNames, serviceScript, workspaceRoot } from './workspace.js';
import { variablesOf } from './variables-of.js';
import type { ServiceName } from './workspace.js';

export type DatabaseUrls = Readonly<Record<ServiceName, string>>;

/**
 * Creates what is missing of databases and roles, and brings every database to the schema its service knows.
 *
 * @param serverUrl connection string of a role that may create databases and roles
 * @param env read for `LEDGER_DATABASE_URL` and its like: the runtime role's URL where the owner wants another than ours
 * @returns the connection string of each service's runtime role
 * @throws UserError with the last words of a migration that failed
 */
export async function prepareDatabases(serverUrl: string, env: NodeJS.ProcessEnv): Promise<DatabaseUrls> {
  const migrationEnv = withVariables(env, { DATABASE_URL: serverUrl });
  await Promise.all(serviceNames.map((service) => migrateDatabase(service, migrationEnv)));
  const own = variablesOf(env, ...serviceNames.map((service) => variableOf(service, 'DATABASE_URL')));
  const urlOf = (service: ServiceName) => own[variableOf(service, 'DATABASE_URL')] ?? runtimeUrl(serverUrl, service);
  return { ledger: urlOf('ledger'), campaign: urlOf('campaign'), metrics: urlOf('metrics') };
}

/** The environment without the variables that would lead a service to another database than ours. */
export function withoutDatabases(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = ['DATABASE_URL', ...serviceNames.map((service) => variableOf(service, 'DATABASE_URL'))];
  return withVariables(env, Object.fromEntries(ours.map((name) => [name, undefined])));
}

/** Names of the environment's variables for a service: LEDGER_DATABASE_URL, LEDGER_PORT. */
export const variableOf = (service: ServiceName, what: 'DATABASE_URL' | 'PORT'): string =>
  `${service.toUpperCase()}_${what}`;

async function migrateDatabase(service: ServiceName, env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [serviceScript(service, 'migrate')], {
      cwd: workspaceRoot,
      env,
    });
  } catch (error) {
    throw new UserError(lastWords(error).replace(new RegExp(`^(?!${service} )`), `${service} could not be migrated: `));
  }
}

/** What a script that failed wrote last. */
function lastWords(error: unknown): string {
  const written = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  return lastMessage(`${said}\n${written}`) ?? (error instanceof Error ? error.message : String(error));
}
