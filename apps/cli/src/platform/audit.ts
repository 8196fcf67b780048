import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { runtimeUrl } from '@perennial/persistence';
import type { StackDocument } from '@perennial/stack';

import { UserError } from '../user-error.js';
import { variableOf } from './databases.js';
import type { Cluster } from './sources.js';
import { variablesOf } from './variables-of.js';
import { serviceScript, workspaceRoot, type ServiceName } from './workspace.js';

export type AuditRequest =
  | {
      readonly ask: 'verify';
      readonly databaseUrl: string;
      readonly publicKeysPem: string;
      readonly published: readonly string[];
    }
  | { readonly ask: 'proof'; readonly databaseUrl: string; readonly transferId: string }
  | ({ readonly ask: 'invariants'; readonly databaseUrl: string; readonly publicKeysPem?: string } & Cluster);

export interface Verification {
  readonly ok: boolean;
  readonly transfers: number;
  readonly bookings: number;
  readonly checkpoints: number;
  readonly auditEntries: number;
  readonly published?: number;
  readonly checked: readonly string[];
  readonly firstDifference?: { readonly check: string; readonly detail: string };
}

export interface CheckedInvariant {
  readonly id: string;
  readonly says: string;
  readonly holds: boolean;
  readonly violation?: string;
}

interface Line {
  /** Progress: how many are done. */
  readonly transfers?: number;
  /** Progress: what was found just now. */
  readonly checked?: CheckedInvariant;
  readonly invariants?: readonly CheckedInvariant[];
  readonly verification?: Verification;
  /** A proof, or the word why there is none. */
  readonly proof?: object | string;
  readonly error?: string;
}

/**
 * Asks a service's own code, in a process that reads the database and topics and nothing else: what the running service
 * says of itself is not taken for granted.
 *
 * @param onLine told what the process says before its answer
 * @throws UserError with what went wrong
 */
export async function audit(
  service: ServiceName,
  request: AuditRequest,
  onLine: (line: Line) => void = () => {},
): Promise<Line> {
  const child = spawn(process.execPath, [serviceScript(service, 'audit')], {
    cwd: workspaceRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}); // it has ended early, and says why
  child.stdin.end(JSON.stringify(request));
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  let last: Line = {};
  for await (const text of createInterface({ input: child.stdout })) {
    last = JSON.parse(text) as Line;
    onLine(last);
  }
  await ended;
  if (last.error !== undefined) throw new UserError(last.error);
  if (!last.verification && !last.invariants && last.proof === undefined)
    throw new Error('the audit ended without an answer');
  return last;
}

/**
 * Where a service's rows are: `LEDGER_DATABASE_URL` and its like, or from the owner's `DATABASE_URL`, or what runs here.
 *
 * @throws UserError when none of them says it
 */
export function databaseUrlOf(service: ServiceName, env: NodeJS.ProcessEnv, stack: StackDocument): string {
  const variable = variableOf(service, 'DATABASE_URL');
  const { [variable]: own, DATABASE_URL: server } = variablesOf(env, variable, 'DATABASE_URL');
  const url = own || (server && runtimeUrl(server, service)) || stack.services?.[service]?.databaseUrl;
  if (url) return url;
  throw new UserError(`Perennial is not running here. Start it with "npm start", or set ${variable}.`);
}
