import { LoyaltyError } from '@perennial/contracts';

/** Folding members again by another programme asks again for what it already has: a bug. Nothing was changed. */
export class UndecidableRefold extends LoyaltyError {
  readonly code = 'REFOLD_UNDECIDABLE';
  readonly retryable = false;

  constructor(version: number) {
    super(`folding members again by version ${version} of the programme needs something that cannot be loaded`);
  }
}
