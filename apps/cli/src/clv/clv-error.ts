import { UserError } from '../user-error.js';

/** What can keep `perennial clv` from an answer; each code is stable and listed in docs/errors.md. */
export type ClvReason =
  | 'CLV_OPTION_INVALID'
  | 'CLV_FILE_UNREADABLE'
  | 'CLV_COLUMN_MISSING'
  | 'CLV_DATE_AMBIGUOUS'
  | 'CLV_AMOUNT_AMBIGUOUS'
  | 'CLV_NOTHING_USABLE'
  | 'CLV_CUT_OUTSIDE';

/** A mistake in a file of purchases or in how it is to be read; the message says what would be right. */
export class ClvError extends UserError {
  constructor(
    readonly code: ClvReason,
    message: string,
  ) {
    super(`${message} (${code})`);
  }
}
