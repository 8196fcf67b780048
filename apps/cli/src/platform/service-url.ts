import type { StackDocument } from '@perennial/stack';

import { variableOf } from './databases.js';
import { usualPorts, type ServiceName } from './workspace.js';

/** Where a service that runs here answers; where it would, beside containers that somebody brought up by hand. */
export function serviceUrl(service: ServiceName, stack: StackDocument, env: NodeJS.ProcessEnv): string {
  const port = env[variableOf(service, 'PORT')] || usualPorts[service];
  return stack.services?.[service]?.url ?? `http://127.0.0.1:${port}`;
}
