import { ProblemError } from './problem-error.js';

/** 1 to 255 visible ASCII characters. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** A string of RFC 9651: in quotes, in which a backslash stands before quotes and backslashes. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The key in the header `Idempotency-Key`: `"8e03…"`, a structured-field string as the draft of the header has it, or the
 * same without quotes.
 *
 * @throws ProblemError IDEMPOTENCY_KEY_REQUIRED when there is none, INVALID_REQUEST when it has another form
 */
export function parseIdempotencyKey(header: string | undefined): string {
  const text = header?.trim() ?? '';
  if (text === '') {
    throw new ProblemError(
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
      'Send the header Idempotency-Key with a key of its own for each command, the same at each retry of it.',
    );
  }
  const key = text.startsWith('"') ? QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') : text;
  if (key === undefined || !KEY.test(key)) {
    throw new ProblemError(400, 'INVALID_REQUEST', 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
  }
  return key;
}
