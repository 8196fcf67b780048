import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const serviceNames = ['ledger', 'campaign', 'metrics'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The project's folder, from `chaos/src` and from `chaos/dist`. */
export const workspaceRoot = fileURLToPath(new URL('../../', import.meta.url));

/** What is run of a service: built files, like those that are delivered. */
export function serviceScript(service: ServiceName, script: 'main' | 'migrate' | 'audit'): string {
  return join(workspaceRoot, 'apps', service, 'dist', `${script}.js`);
}
