import type { Tx } from '@perennial/persistence';

import type { AuditEntryRow } from '../../sealing/queries/audit-entry-row.js';

const SQL = /* sql */ `
  insert into audit_entry (number, action, actor, at, thing, accounts, before, after, hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export async function insertAuditEntry(tx: Tx, entry: AuditEntryRow): Promise<void> {
  const { number, action, actor, at, thing, accounts, before, after, hash } = entry;
  await tx.query(
    SQL,
    [number, action, actor, new Date(at), thing, accounts, before, after, hash],
    'ledger-insert-audit-entry',
  );
}
