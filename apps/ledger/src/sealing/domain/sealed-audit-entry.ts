import { LeafWriter, textCapacity } from './leaf-writer.js';
import { HASH_BYTES } from './merkle.js';

/** Something that somebody did by hand, as it is kept. */
export interface SealedAuditEntry {
  /** 1, 2, 3 … without gaps. */
  readonly number: bigint;
  readonly action: string;
  /** Null where the request named nobody. */
  readonly actor: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly thing: string;
  /** Whom it concerns. */
  readonly accounts: readonly string[];
  /** Canonical JSON; null where there was nothing. */
  readonly before: string | null;
  readonly after: string;
}

/** What the first entry follows. */
export const NO_ENTRY_BEFORE = Buffer.alloc(HASH_BYTES);

/**
 * The bytes whose SHA-256 is the entry's hash. The hash of the entry before is among them, so the hash of one stands for
 * all up to it. Never changed: hashes that are stored and signed rest on it.
 *
 * @param previous hash of the entry before, 32 bytes; `NO_ENTRY_BEFORE` for the first
 * @throws RangeError for a value that cannot be written unambiguously (no UUID, no instant, beyond 64 bits)
 */
export function auditEntryLeaf(entry: SealedAuditEntry, previous: Uint8Array): Buffer {
  const { number, action, actor, at, thing, accounts, before, after } = entry;
  const texts = [action, actor, thing, before, after].reduce((sum, text) => sum + textCapacity(text), 0);
  const leaf = new LeafWriter('audit-entry', 8 + HASH_BYTES + 8 + 4 + 16 * accounts.length + texts)
    .int64(number)
    .hash(previous)
    .text(action)
    .text(actor)
    .instant(at)
    .text(thing)
    .int32(accounts.length);
  for (const account of accounts) leaf.uuid(account);
  return leaf.text(before).text(after).end();
}
