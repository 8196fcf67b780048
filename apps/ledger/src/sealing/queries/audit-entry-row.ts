import type { SealedAuditEntry } from '../domain/sealed-audit-entry.js';

/** Every column that is sealed, and the hash. The instant with its microseconds: a `Date` would drop them. */
export const SELECT_AUDIT_ENTRIES = /* sql */ `
  select number, action, actor, (extract(epoch from at) * 1000)::float8 as at, thing, accounts, before, after, hash
    from audit_entry`;

/** The columns as the leaf has them. */
export interface AuditEntryRow extends SealedAuditEntry {
  readonly hash: Buffer;
}
