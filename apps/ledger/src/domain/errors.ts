import { LoyaltyError } from '@perennial/contracts';

/** Deciding on a chunk asks again for what it already has: a bug. The partition halts rather than guess. */
export class UndecidableChunk extends LoyaltyError {
  readonly code = 'CHUNK_UNDECIDABLE';
  readonly retryable = false;

  constructor(topic: string, partition: number, nextOffset: bigint) {
    super(`the chunk of ${topic}/${partition} before offset ${nextOffset} needs something that cannot be loaded`);
  }
}
