import { LoyaltyError } from '@perennial/contracts';

/** Deciding on a chunk asks again for what it already has: a bug. The partition halts rather than guess. */
export class UndecidableChunk extends LoyaltyError {
  readonly code = 'CHUNK_UNDECIDABLE';
  readonly retryable = false;

  constructor(topic: string, partition: number, nextOffset: bigint) {
    super(`the chunk of ${topic}/${partition} before offset ${nextOffset} needs something that cannot be loaded`);
  }
}

/** Letting time pass for a member needs what cannot be loaded, or leaves the member due as before: a bug. */
export class MemberUndecidable extends LoyaltyError {
  readonly code = 'MEMBER_UNDECIDABLE';
  readonly retryable = false;

  constructor(accounts: readonly string[]) {
    super(`time cannot pass for ${accounts.length === 1 ? 'account' : 'one of the accounts'} ${accounts.join(', ')}`);
  }
}
