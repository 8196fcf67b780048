import type { CheckpointHeader } from './domain/checkpoint.js';

/** A checkpoint as it is stored. */
export interface SignedCheckpoint extends CheckpointHeader {
  readonly root: Buffer;
  /** Number of the last entry of the audit log it seals; absent: none was written since the checkpoint before. */
  readonly auditEntry?: bigint;
  readonly keyId: string;
  /** Ed25519 over the 32 bytes of the root. */
  readonly signature: Buffer;
}
