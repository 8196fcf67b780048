import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson, deterministicId } from '@perennial/contracts';
import { type Database, sqlState, type Tx } from '@perennial/persistence';
import {
  beginCommand,
  findAnswer,
  keepAnswer,
  type AnsweredCommand,
  type FoundCommand,
  type StoredAnswer,
} from './answered-commands.js';
import type { CommandRequest } from './command.decorator.js';
import { jsonText } from './json-text.js';
import { PROBLEM_TYPE, ProblemError, problemText } from './problem-error.js';

/** What a command has done, as its caller is told. */
export interface CommandResult {
  /** 200 to 299. */
  readonly status: number;
  /** Points and money may be `bigint`. */
  readonly body: object;
  /** Customers whom the body names, beside the one in the path: the answer is forgotten with any of them. */
  readonly names?: readonly string[];
}

export interface CommandAnswer extends StoredAnswer {
  /** It was given before, to an earlier request. */
  readonly replayed: boolean;
}

/** Serialization failure, deadlock, lock timeout: others were in the way, and nothing was written. */
const IN_THE_WAY = new Set(['40001', '40P01', '55P03']);
const ATTEMPTS = 3;
/** A caller waits for at most about three times the first; what holds a lock for longer is tried again by the caller. */
const TIMING = { lockTimeoutMs: 2_000, statementTimeoutMs: 10_000 };

/**
 * Does what a request asks for once, however often it is sent: effect and answer are written in one transaction, and a
 * repeat gets the stored answer, byte by byte.
 *
 * `work` gets the transaction. It may lock what it wants, writes what it publishes by `writeOutbox` as its last
 * statement, and may run again from the start when others were in the way. A `ProblemError` of a status below 500 that it
 * throws is an answer, too, and names no customer: what `work` wrote is undone, and every repeat gets the same refusal.
 * After anything else nothing is kept, and a repeat begins anew.
 *
 * Publish at once by `delivery.wakePublisher()` when this has returned.
 *
 * @param now the service's clock: when the answer was given
 * @returns the answer, for `sendAnswer`; refusals of `work` are returned as well
 * @throws ProblemError IDEMPOTENCY_KEY_REUSED (422) when the key came with another body or actor before,
 *   IDEMPOTENCY_ANSWER_GONE (409) when it was answered before and the answer is not kept any more,
 *   IDEMPOTENCY_KEY_IN_USE (409) while the same command runs, DATABASE_BUSY (503) when others were in the way three times
 */
export async function runCommand(
  db: Database,
  request: CommandRequest,
  now: Date,
  work: (tx: Tx) => Promise<CommandResult>,
): Promise<CommandAnswer> {
  const { operation, params, key } = request;
  const command = {
    commandId: deterministicId('command', operation, canonicalJson(params), key),
    operation,
    requestDigest: digestOf(request),
    memberId: memberOf(request),
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction((tx) => once(tx, command, now, work));
    } catch (error) {
      if (!IN_THE_WAY.has(sqlState(error) ?? '')) throw error;
      if (attempt === ATTEMPTS) {
        const detail = 'Others are changing the same things at the moment. Nothing was done: try again.';
        throw new ProblemError(503, 'DATABASE_BUSY', detail, {}, { cause: error });
      }
    }
    // Two that were in each other's way should not meet again.
    await pause(Math.random() * 50 * attempt);
  }
}

async function once(
  tx: Tx,
  command: AnsweredCommand,
  now: Date,
  work: (tx: Tx) => Promise<CommandResult>,
): Promise<CommandAnswer> {
  if (!(await beginCommand(tx, command.commandId, TIMING))) {
    throw new ProblemError(
      409,
      'IDEMPOTENCY_KEY_IN_USE',
      'The same command is running right now. Try again for its answer.',
      {},
      { retryable: true },
    );
  }
  const before = await findAnswer(tx, command.commandId);
  if (before && !before.requestDigest.equals(command.requestDigest)) {
    throw new ProblemError(
      422,
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key came with another body or actor before. Every command needs a key of its own.',
    );
  }
  if (before) return { ...answeredBefore(before), replayed: true };
  const answer = await answerOf(tx, work);
  await keepAnswer(tx, command, answer, now);
  return { status: answer.status, text: answer.text, replayed: false };
}

function answeredBefore({ status, text }: FoundCommand): StoredAnswer {
  if (text !== undefined) return { status, text };
  const detail = `The command was answered before, with ${status}, and its answer is not kept any more. Nothing was done now.`;
  throw new ProblemError(409, 'IDEMPOTENCY_ANSWER_GONE', detail, { statusThen: status });
}

async function answerOf(
  tx: Tx,
  work: (tx: Tx) => Promise<CommandResult>,
): Promise<StoredAnswer & Pick<CommandResult, 'names'>> {
  await tx.query('savepoint before_command');
  try {
    const { status, body, names } = await work(tx);
    return { status, text: jsonText(body), ...(names ? { names } : {}) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status >= 500 || error.retryable) throw error;
    await tx.query('rollback to savepoint before_command');
    return { status: error.status, text: problemText(error) };
  }
}

const OF_A_MEMBER = /\/members\/:id(?:\/|$)/;

function memberOf({ operation, params }: CommandRequest): string | undefined {
  const { id } = params;
  return OF_A_MEMBER.test(operation) && typeof id === 'string' ? id : undefined;
}

function digestOf({ actor, body }: CommandRequest): Buffer {
  try {
    return createHash('sha256')
      .update(canonicalJson({ actor: actor ?? null, body: body ?? null }))
      .digest();
  } catch (error) {
    // More levels than the call stack bears; nothing that is asked for has them.
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError(400, 'INVALID_REQUEST', 'The body is nested too deeply.', {}, { cause: error });
  }
}

/** Sends the answer of a command; a repeated one has the header `Idempotent-Replayed: true`. */
export function sendAnswer(response: ServerResponse, { status, text, replayed }: CommandAnswer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', status < 400 ? 'application/json; charset=utf-8' : PROBLEM_TYPE);
  if (replayed) response.setHeader('Idempotent-Replayed', 'true');
  response.end(text);
}
