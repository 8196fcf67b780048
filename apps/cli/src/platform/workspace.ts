import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The services the platform consists of, in the order people read about them. */
export const serviceNames = ['ledger', 'campaign', 'metrics'] as const;
export type ServiceName = (typeof serviceNames)[number];

export const usualPorts: Readonly<Record<ServiceName, number>> = { ledger: 3001, campaign: 3002, metrics: 3003 };

/** The project's folder: this file is compiled to apps/cli/dist/platform. */
export const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** Data, logs and `stack.json` of the embedded stack, unless told otherwise. */
export const usualDataDir = join(workspaceRoot, '.perennial');

export const usualProgramme = join(workspaceRoot, 'programmes', 'jeweller.yaml');

/**
 * What is run of a service: `main` serves, `migrate` brings its database to the schema it knows, `audit` reads what is
 * stored and computes it again.
 */
export function serviceScript(service: ServiceName, script: 'main' | 'migrate' | 'audit'): string {
  return join(workspaceRoot, 'apps', service, 'dist', `${script}.js`);
}
