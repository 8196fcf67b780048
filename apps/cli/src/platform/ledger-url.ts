import type { StackDocument } from '@perennial/stack';

import { variableOf } from './databases.js';
import { usualPorts } from './workspace.js';

/** Where the ledger that runs here answers; where it would, beside containers that somebody brought up by hand. */
export function ledgerUrl(stack: StackDocument, env: NodeJS.ProcessEnv): string {
  const port = env[variableOf('ledger', 'PORT')] || usualPorts.ledger;
  return stack.services?.['ledger']?.url ?? `http://127.0.0.1:${port}`;
}
