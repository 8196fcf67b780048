import { deterministicId } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

/** What a command was answered. */
export interface StoredAnswer {
  readonly status: number;
  /** JSON as it was sent. */
  readonly text: string;
}

/** A command that has been answered. */
export interface AnsweredCommand {
  readonly commandId: string;
  readonly operation: string;
  readonly requestDigest: Buffer;
  /** The customer whose member stands in the path. */
  readonly memberId?: string | undefined;
}

/** What is known of a command that has been answered. */
export interface FoundCommand {
  readonly requestDigest: Buffer;
  readonly status: number;
  /** Undefined: it is not kept any more. */
  readonly text: string | undefined;
}

const KEPT_DAYS = 30;
const FORGOTTEN_AT_ONCE = 10_000;

// One command holds the key until its transaction ends; when its process dies, its session ends and the key is free.
// The lock is tried and never waited for. Two keys with one lock number only cost the second a retry.
const BEGIN = /* sql */ `
  select set_config('lock_timeout', $2, true), set_config('statement_timeout', $3, true),
         pg_try_advisory_xact_lock($1) as taken`;

/** Begins a command in `tx`. @returns false when another transaction runs the same one right now */
export async function beginCommand(
  tx: Tx,
  commandId: string,
  timing: { readonly lockTimeoutMs: number; readonly statementTimeoutMs: number },
): Promise<boolean> {
  const params = [lockNumber(commandId), String(timing.lockTimeoutMs), String(timing.statementTimeoutMs)];
  const [row] = await tx.query<{ taken: boolean }>(BEGIN, params, 'begin-command');
  return row?.taken === true;
}

/** The first 64 bits of a UUID. */
function lockNumber(commandId: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${commandId.replaceAll('-', '').slice(0, 16)}`));
}

const FIND = /* sql */ `
  select request_digest, status, answer from idempotency_key where command_id = $1`;

/** The answer given before, and the digest of the request it was given to. To be asked when the command has begun. */
export async function findAnswer(tx: Tx, commandId: string): Promise<FoundCommand | undefined> {
  const [row] = await tx.query<{ request_digest: Buffer; status: number; answer: string | null }>(
    FIND,
    [commandId],
    'find-answer',
  );
  return row && { requestDigest: row.request_digest, status: row.status, text: row.answer ?? undefined };
}

const KEEP = /* sql */ `
  insert into idempotency_key (command_id, operation, request_digest, status, answer, answered_at, member, names)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** @param names customers whom the answer names, beside the one in the path */
export async function keepAnswer(
  tx: Tx,
  command: AnsweredCommand,
  { status, text, names = [] }: StoredAnswer & { readonly names?: readonly string[] | undefined },
  at: Date,
): Promise<void> {
  const { commandId, operation, requestDigest, memberId } = command;
  const member = memberId === undefined ? null : digestOfMember(memberId);
  const named = names.length === 0 ? null : names.map(digestOfMember);
  await tx.query(KEEP, [commandId, operation, requestDigest, status, text, at, member, named], 'keep-answer');
}

function digestOfMember(customerId: string): string {
  return deterministicId('member-of-a-command', customerId);
}

// Its answer gone, a command stays known: or the next retry would do it again.
const FORGET = /* sql */ `
  update idempotency_key set answer = null, member = null, names = null
   where answer is not null and (member = $1 or names @> array[$1::uuid])`;

/** Forgets the answers to commands on a customer's own routes, and those that name the customer. */
export async function forgetAnswers(tx: Tx, customerId: string): Promise<void> {
  await tx.query(FORGET, [digestOfMember(customerId)], 'forget-answers');
}

const FORGET_OLD = /* sql */ `
  update idempotency_key set answer = null, member = null, names = null
   where command_id in (select command_id
                          from idempotency_key
                         where answer is not null and answered_at < $1::timestamptz - $2 * interval '1 day'
                         order by answered_at
                         limit $3)
  returning 1`;

/**
 * Forgets answers that are older than 30 days at `asOf`, the oldest first, at most 10,000 of them: to be called until
 * it gives less. That the command was given stays known for ever.
 *
 * @param asOf the service's clock
 * @returns how many were forgotten
 */
export async function forgetOldAnswers(db: Tx, asOf: Date): Promise<number> {
  return (await db.query(FORGET_OLD, [asOf, KEPT_DAYS, FORGOTTEN_AT_ONCE])).length;
}
