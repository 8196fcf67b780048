import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { Count, Id } from '../fields.js';

export const checkpointSigned = defineEvent({
  type: 'loyalty.checkpoint.signed.v1',
  topic: 'loyalty.checkpoint',
  subject: 'checkpointId',
  summary:
    'A seal over the transfers of the ledger and what people did by hand, up to now: whoever keeps it can prove that none was changed later.',
  data: z.object({
    checkpointId: Id.describe('Equals the CloudEvents subject and id. Holds part of the root.'),
    number: z
      .int()
      .min(1)
      .describe('1, 2, 3 … without gaps. Another root under a known number means that history was changed.'),
    bookings: Count.optional().describe('Number of bookings sealed, all earlier checkpoints included.'),
    transfers: Count.describe('Number of transfers sealed, all earlier checkpoints included.'),
    root: Id.describe('Merkle root over the sealed bookings and the previous checkpoint, SHA-256 in hex.'),
    previousRoot: Id.optional().describe('Root of the checkpoint before. Absent in the first.'),
    keyId: Id.describe(
      'Which public key verifies the signature: the first 16 hex digits of the SHA-256 of the key in DER (SPKI).',
    ),
    signature: Id.describe('Ed25519 over the 32 bytes of the root, in base64.'),
  }),
  example: {
    checkpointId: 'checkpoint-2-9f86d081884c7d65',
    number: 2,
    bookings: 81,
    transfers: 6524,
    root: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    previousRoot: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
    keyId: '1f3a9c0e5b7d2846',
    signature: 'cGVyZW5uaWFsIHNlYWxzIHdoYXQgd2FzIGJvb2tlZCwgc28gdGhhdCBubyBjaGFuZ2UgY2FuIHN0YXkgaGlkZA==',
  },
});
export type CheckpointSigned = DataOf<typeof checkpointSigned>;
