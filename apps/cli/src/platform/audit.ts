import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { runtimeUrl } from '@perennial/persistence';
import type { StackDocument } from '@perennial/stack';

import { UserError } from '../user-error.js';
import { serviceScript, workspaceRoot } from './workspace.js';

export type AuditRequest =
  | {
      readonly ask: 'verify';
      readonly databaseUrl: string;
      readonly publicKeysPem: string;
      readonly published: readonly string[];
    }
  | { readonly ask: 'proof'; readonly databaseUrl: string; readonly transferId: string };

export interface Verification {
  readonly ok: boolean;
  readonly transfers: number;
  readonly bookings: number;
  readonly checkpoints: number;
  readonly checked: readonly string[];
  readonly firstDifference?: { readonly check: string; readonly detail: string };
}

interface Line {
  /** Progress: how many are done. */
  readonly transfers?: number;
  readonly verification?: Verification;
  /** A proof, or the word why there is none. */
  readonly proof?: object | string;
  readonly error?: string;
}

/**
 * Asks the ledger's own code, in a process that reads the database and nothing else: what the running service says of
 * itself is not taken for granted.
 *
 * @throws UserError with what went wrong
 */
export async function audit(request: AuditRequest, onProgress: (transfers: number) => void = () => {}): Promise<Line> {
  const child = spawn(process.execPath, [serviceScript('ledger', 'audit')], {
    cwd: workspaceRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}); // it has ended early, and says why
  child.stdin.end(JSON.stringify(request));
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
  let last: Line = {};
  for await (const text of createInterface({ input: child.stdout })) {
    last = JSON.parse(text) as Line;
    if (last.transfers !== undefined) onProgress(last.transfers);
  }
  await ended;
  if (last.error !== undefined) throw new UserError(last.error);
  if (!last.verification && last.proof === undefined) throw new Error('the audit ended without an answer');
  return last;
}

/**
 * Where the ledger's rows are: `LEDGER_DATABASE_URL`, or from the owner's `DATABASE_URL`, or what runs here.
 *
 * @throws UserError when none of them says it
 */
export function ledgerDatabaseUrl(env: NodeJS.ProcessEnv, stack: StackDocument): string {
  const url =
    env['LEDGER_DATABASE_URL'] ||
    (env['DATABASE_URL'] && runtimeUrl(env['DATABASE_URL'], 'ledger')) ||
    stack.services?.['ledger']?.databaseUrl;
  if (url) return url;
  throw new UserError('Perennial is not running here. Start it with "npm start", or set LEDGER_DATABASE_URL.');
}
