import { LoyaltyError } from '@perennial/contracts';

/** Deciding on a command asks again for what it already has: a bug. Nothing was done. */
export class UndecidableCommand extends LoyaltyError {
  readonly code = 'COMMAND_UNDECIDABLE';
  readonly retryable = false;

  constructor(account: string) {
    super(`the command of account ${account} needs something that cannot be loaded`);
  }
}
