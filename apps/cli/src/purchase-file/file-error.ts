import { UserError } from '../user-error.js';

/** What can keep `perennial clv` from an answer; each code is stable and listed in docs/errors.md. */
export type FileReason =
  | 'OPTION_INVALID'
  | 'FILE_UNREADABLE'
  | 'FILE_COLUMN_MISSING'
  | 'FILE_COLUMN_TWICE'
  | 'FILE_DATE_AMBIGUOUS'
  | 'FILE_AMOUNT_AMBIGUOUS'
  | 'FILE_NOTHING_USABLE'
  | 'FILE_CUT_OUTSIDE';

/** A mistake in a file of purchases or in how it is to be read; the message says what would be right. */
export class FileError extends UserError {
  constructor(
    readonly code: FileReason,
    message: string,
  ) {
    super(`${message} (${code})`);
  }
}
