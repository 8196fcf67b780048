import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { Count, Id } from '../fields.js';

export const checkpointSigned = defineEvent({
  type: 'loyalty.checkpoint.signed.v1',
  topic: 'loyalty.checkpoint',
  subject: 'checkpointId',
  summary: 'A seal over the transfers of the ledger up to now: whoever keeps it can prove that none was changed later.',
  data: z.object({
    checkpointId: Id.describe('Equals the CloudEvents subject and id.'),
    number: z.int().min(1).describe('1, 2, 3 … without gaps.'),
    transfers: Count.describe('Number of transfers sealed, all earlier checkpoints included.'),
    root: Id.describe('Merkle root over the sealed chunks and the previous checkpoint, SHA-256 in hex.'),
    previousRoot: Id.optional().describe('Root of the checkpoint before. Absent in the first.'),
    keyId: Id.describe('Which public key verifies the signature.'),
    signature: Id.describe('Ed25519 over the root, in base64.'),
  }),
  example: {
    checkpointId: 'checkpoint-2',
    number: 2,
    transfers: 6524,
    root: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    previousRoot: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    keyId: 'ledger-2027',
    signature: 'MEUCIQDfak3K0s7l6n1c',
  },
});
export type CheckpointSigned = DataOf<typeof checkpointSigned>;
