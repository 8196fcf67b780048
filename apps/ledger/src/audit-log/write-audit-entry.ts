import { canonicalJson } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import type { Clock } from '@perennial/service';

import { auditEntryLeaf, NO_ENTRY_BEFORE } from '../sealing/domain/sealed-audit-entry.js';
import { findLastAuditEntry } from '../sealing/queries/find-last-audit-entry.js';
import { sha256 } from '../sealing/sha256.js';
import type { AuditAction } from './audit-action.js';
import { keptActor } from './kept-actor.js';
import { insertAuditEntry } from './queries/insert-audit-entry.js';
import { lockAuditLog } from './queries/lock-audit-log.js';

export interface DoneByHand {
  readonly action: AuditAction;
  /** What it is about, with the id that it was given: `adjustment:<uuid>`. */
  readonly thing: string;
  /** Accounts of the members whom it concerns. */
  readonly accounts: readonly string[];
  /** What was and what is: small JSON, without what somebody wrote, or canonical JSON as a text. Absent: there was nothing. */
  readonly before?: object | string | undefined;
  readonly after: object | string;
  /** Who acts as the log names them, where that stands elsewhere, too: they may have become a customer, or been forgotten, since. */
  readonly keptActor?: string;
}

/** Who acts in which transaction. */
export interface AuditScope {
  readonly tx: Tx;
  readonly clock: Clock;
  /** As the request named them; undefined: it named nobody. */
  readonly actor: string | undefined;
}

/**
 * Writes into the audit log what `tx` does, as its next entry. One transaction writes at a time, and holds the end of the
 * log until its commit: call it behind every other lock, directly before what is published.
 */
export async function writeAuditEntry({ tx, clock, actor }: AuditScope, done: DoneByHand): Promise<void> {
  await lockAuditLog(tx);
  const last = await findLastAuditEntry(tx);
  const { action, thing, accounts, before, after } = done;
  const kept = done.keptActor ?? (actor && (await keptActor(tx, actor)));
  const entry = {
    number: (last?.number ?? 0n) + 1n,
    action,
    thing,
    accounts,
    actor: kept ?? null,
    at: clock().getTime(),
    before: before === undefined ? null : asText(before),
    after: asText(after),
  };
  await insertAuditEntry(tx, { ...entry, hash: sha256(auditEntryLeaf(entry, last?.hash ?? NO_ENTRY_BEFORE)) });
}

function asText(json: object | string): string {
  return typeof json === 'string' ? json : canonicalJson(json);
}
