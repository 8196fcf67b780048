import { LoyaltyError } from '@perennial/contracts';
import pg from 'pg';

/** What went wrong below a failed statement: see {@link classify}. */
export type ErrorClass = 'infrastructure' | 'data' | 'unknown';

/** The five-character SQLSTATE the server gave, looked for in the error and its causes; undefined when the server said nothing. */
export function sqlState(error: unknown): string | undefined {
  return serverError(error)?.code;
}

function serverError(error: unknown): pg.DatabaseError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (at instanceof pg.DatabaseError) return at;
  }
  return undefined;
}

const INFRASTRUCTURE_CLASSES = new Set(['08', '40', '53', '58']);

/**
 * Single states of mixed classes that pass by themselves: lock timeout; shutdown, crash, starting up (57P0x) and a
 * statement cancelled by its timeout; sessions the server ended for idling in a transaction or for its length, as happens
 * to a process that was stopped for a minute; a read-only server, as during a failover.
 */
const INFRASTRUCTURE_STATES = new Set([
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  '25P04',
  '25006',
]);

/** Network trouble as Node names it; the server was not heard. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/**
 * Decides what a failed transaction deserves.
 *
 * - `infrastructure`: passes without anybody touching the data (connection, deadlock, disk full, restart, lock or
 *   statement timeout): the same work is tried again, as often as it takes.
 * - `data`: the server refused the values (classes 22 and 23): the same work fails again, and bisecting finds the culprit.
 * - `unknown`: a mistake in code or set-up (syntax, missing privilege, missing table) or no database error at all: stop and tell.
 */
export function classify(error: unknown): ErrorClass {
  const fromServer = serverError(error);
  if (fromServer?.code !== undefined) {
    const state = fromServer.code;
    if (INFRASTRUCTURE_CLASSES.has(state.slice(0, 2)) || INFRASTRUCTURE_STATES.has(state)) return 'infrastructure';
    if (isStalePlan(fromServer)) return 'infrastructure';
    if (state.startsWith('22') || state.startsWith('23')) return 'data';
    return 'unknown';
  }
  if (error instanceof LoyaltyError) return error.retryable ? 'infrastructure' : 'unknown';
  return isNetworkError(error) ? 'infrastructure' : 'unknown';
}

/**
 * A statement prepared before a migration changed its result type. The next connection prepares it anew, so it passes by
 * itself; told by the server routine because its state (0A000) is shared with what is really not supported.
 */
export function isStalePlan(error: unknown): boolean {
  const fromServer = serverError(error);
  return fromServer?.code === '0A000' && fromServer.routine === 'RevalidateCachedQuery';
}

function isNetworkError(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isNetworkError);
  return error instanceof Error && 'syscall' in error && 'code' in error && NETWORK_CODES.has(String(error.code));
}
