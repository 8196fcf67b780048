import { checkpointSigned, type CheckpointSigned } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import type { SignedCheckpoint } from './signed-checkpoint.js';

const HEX_OF_ID = 16;

/** What is published of a checkpoint. Its id holds part of the root, so that one id never stands for two contents. */
export function checkpointData(checkpoint: SignedCheckpoint): CheckpointSigned {
  const { number, previousRoot, bookings, transfers, keyId, signature } = checkpoint;
  const root = checkpoint.root.toString('hex');
  return {
    checkpointId: `checkpoint-${number}-${root.slice(0, HEX_OF_ID)}`,
    number: Number(number),
    bookings: Number(bookings),
    transfers: Number(transfers),
    root,
    ...(previousRoot ? { previousRoot: previousRoot.toString('hex') } : {}),
    keyId,
    signature: signature.toString('base64'),
  };
}

export function checkpointMessage(checkpoint: SignedCheckpoint): OutgoingMessage {
  const data = checkpointData(checkpoint);
  return {
    type: checkpointSigned.type,
    id: data.checkpointId,
    subject: data.checkpointId,
    time: new Date(checkpoint.signedAt).toISOString(),
    data,
  };
}
