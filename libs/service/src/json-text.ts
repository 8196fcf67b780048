/** What makes a line of text look like something else on a screen: C1 controls, line separators, direction marks. */
const MISLEADING = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Points and money are `bigint` inside and JSON integers at the edges; beyond 2^53 a reader would round them, so that is refused. */
function integerReplacer(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} does not fit a JSON integer (2^53)`);
  return number;
}

/** JSON with integers for `bigint`. Most answers have none, and a function asked about each value doubles the work of long ones. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, integerReplacer);
  }
}

/** One line of JSON in which every control character is escaped, so that logged text cannot forge lines or colour a terminal. */
export function jsonLine(value: object): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  return text.replace(MISLEADING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
