import type { Tx } from '@perennial/persistence';

import { auditEntryLeaf, NO_ENTRY_BEFORE } from '../domain/sealed-audit-entry.js';
import { SELECT_AUDIT_ENTRIES, type AuditEntryRow } from '../queries/audit-entry-row.js';
import type { LastAuditEntry } from '../queries/find-last-audit-entry.js';
import { readInBatches } from '../queries/read-in-batches.js';
import { sha256 } from '../sha256.js';
import type { Differences } from './differences.js';

const ROWS = 1_000;

/** Goes along the audit log: numbers without gaps, and each hash computed again on the one before. @returns how many entries there are */
export async function checkAuditLog(tx: Tx, differences: Differences): Promise<bigint> {
  let before: LastAuditEntry = { number: 0n, hash: NO_ENTRY_BEFORE };
  let count = 0n;
  for await (const rows of readInBatches<AuditEntryRow>(tx, `${SELECT_AUDIT_ENTRIES} order by number`, ROWS)) {
    for (const row of rows) {
      const { number, hash } = row;
      if (number !== before.number + 1n) {
        const order = before.number === 0n ? `the first one is ${number}` : `${before.number} is followed by ${number}`;
        differences.note('audit', `entry ${before.number + 1n} of the audit log is missing: ${order}`);
      } else if (!isAsWritten(row, before.hash)) {
        const what = `entry ${number} of the audit log (${row.action}, ${row.thing})`;
        differences.note('audit', `${what} is not what was written, or does not follow the one that stands before it`);
      }
      before = { number, hash };
    }
    count += BigInt(rows.length);
  }
  return count;
}

function isAsWritten({ hash, ...entry }: AuditEntryRow, previous: Buffer): boolean {
  try {
    return sha256(auditEntryLeaf(entry, previous)).equals(hash);
  } catch {
    // A value that nothing could have written.
    return false;
  }
}
