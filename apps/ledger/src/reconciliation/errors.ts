import { LoyaltyError } from '@perennial/contracts';

import { mismatchInWords, type Mismatch } from '../domain/mismatch.js';

/** What is stored or posted of a member is not what the facts come to. Nothing is mended by itself. */
export class MemberMismatch extends LoyaltyError {
  readonly code = 'MEMBER_MISMATCH';
  readonly retryable = false;

  constructor(mismatch: Mismatch) {
    super(mismatchInWords(mismatch));
  }
}
