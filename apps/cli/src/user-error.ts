/** Something the person at the terminal can put right: shown as one line, without a stack trace, exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
