import type { SignedCheckpoint } from '../signed-checkpoint.js';

export const CHECKPOINT_COLUMNS = /* sql */ `
  number, root, previous_root, bookings, transfers, (extract(epoch from signed_at) * 1000)::float8 as signed_at, key_id, signature,
  audit_entry`;

export interface CheckpointRow {
  readonly number: bigint;
  readonly root: Buffer;
  readonly previous_root: Buffer | null;
  readonly bookings: bigint;
  readonly transfers: bigint;
  readonly signed_at: number;
  readonly key_id: string;
  readonly signature: Buffer;
  readonly audit_entry: bigint | null;
}

export function checkpointOf(row: CheckpointRow): SignedCheckpoint {
  return {
    number: row.number,
    root: row.root,
    ...(row.previous_root ? { previousRoot: row.previous_root } : {}),
    bookings: row.bookings,
    transfers: row.transfers,
    signedAt: row.signed_at,
    keyId: row.key_id,
    signature: row.signature,
    ...(row.audit_entry === null ? {} : { auditEntry: row.audit_entry }),
  };
}
