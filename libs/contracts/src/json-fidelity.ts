/** Deepest nesting of arrays and objects accepted in an event's data. */
export const MAX_DEPTH = 64;

/** Number literals shorter than this, without an exponent, are held by JavaScript as they were written. */
const LONG_NUMBER = 16;

/**
 * Whether `findUnfaithful` or `findRoundedNumber` may find something in a JSON text: it has an escape, a long number, an
 * exponent, or as many brackets as there may be levels. Of most events none of it, which takes a fraction of their time.
 *
 * @param text valid JSON
 */
export function needsCloserLook(text: string): boolean {
  if (text.includes('\\')) return true;
  let digits = 0;
  let brackets = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = text.indexOf('"', at + 1);
    else if ((code >= 0x30 && code <= 0x39) || code === 0x2e) {
      digits += 1;
      if (digits === LONG_NUMBER) return true;
    } else {
      if (digits > 0 && (code === 0x65 || code === 0x45)) return true;
      digits = 0;
      if (code === 0x7b || code === 0x5b) brackets += 1;
    }
  }
  return brackets > MAX_DEPTH;
}

/**
 * Says what in a JSON value could not be kept and given back as it is: text that Postgres cannot store (NUL, half a
 * surrogate pair), numbers beyond 2^53, nesting without end. Keys count as text.
 *
 * @returns path from the value on and the rule, such as `.answers.q1 contains a NUL character`; undefined when all is
 *          well, which is found out without building a path
 */
export function findUnfaithful(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return unfaithfulText(value);
  if (typeof value === 'number') {
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? undefined : ' must not be a number beyond 2^53';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === MAX_DEPTH) return ` is nested deeper than ${MAX_DEPTH} levels`;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = findUnfaithful(value[index], depth + 1);
      if (found) return `[${index}]${found}`;
    }
    return undefined;
  }
  for (const [key, field] of Object.entries(value)) {
    const found = unfaithfulText(key) ?? findUnfaithful(field, depth + 1);
    if (found) return `.${key}${found}`;
  }
  return undefined;
}

function unfaithfulText(text: string): string | undefined {
  if (text.includes('\u0000')) return ' contains a NUL character';
  return text.isWellFormed() ? undefined : ' contains half a surrogate pair';
}

/**
 * Finds a number literal that `JSON.parse` changed: an integer beyond 2^53, or a fraction rounded to an integer
 * (1000.00000000000000001 becomes 1000, 1e-400 becomes 0). Such an amount would pass as whole.
 *
 * @param text valid JSON
 * @returns the literal, undefined when there is none
 */
export function findRoundedNumber(text: string): string | undefined {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const start = at;
      while (at < text.length && '0123456789.eE+-'.includes(text.charAt(at))) at++;
      const literal = text.slice(start, at);
      if (isRounded(literal)) return literal;
      at--;
    }
  }
  return undefined;
}

/** Index of the quote that closes the string which opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function isRounded(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isInteger(value)) return false;
  if (!Number.isSafeInteger(value)) return true;
  const [mantissa = '', exponent = '0'] = literal.replace(/^-/, '').split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/0+$/, '');
  const trailingZeros = whole.length + fraction.length - digits.length;
  return /[1-9]/.test(digits) && fraction.length - trailingZeros > Number(exponent);
}
