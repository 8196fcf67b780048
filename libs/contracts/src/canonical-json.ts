/**
 * JSON with sorted keys and no white space: equal for equal content, whatever the order and layout it came in
 * (RFC 8785). Fields that are undefined are left out.
 *
 * @param value a JSON value, nested no deeper than the call stack bears (`decode` allows 64)
 * @throws TypeError for what JSON cannot hold, such as a bigint
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return jsonText(value);
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}`);
    return text;
  }
  let text = '';
  if (Array.isArray(value)) {
    for (const element of value) text += `${text === '' ? '' : ','}${canonicalJson(element)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const { key, start } of inOrder(Object.keys(fields))) {
    const field = fields[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${start}${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

interface Field {
  readonly key: string;
  /** The key as it is written, with its colon. */
  readonly start: string;
}

/** Of the objects written last, one for each number of keys: the next one nearly always has the same keys. */
const written: { readonly keys: readonly string[]; readonly fields: readonly Field[] }[] = [];

function inOrder(keys: readonly string[]): readonly Field[] {
  const last = written[keys.length];
  if (last && areEqual(last.keys, keys)) return last.fields;
  const fields = sorted([...keys]).map((key) => ({ key, start: `${jsonText(key)}:` }));
  if (keys.length <= FEW) written[keys.length] = { keys, fields };
  return fields;
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  for (let index = 0; index < some.length; index += 1) if (some[index] !== others[index]) return false;
  return true;
}

/** By UTF-16 code units, as RFC 8785 wants it; of few keys, sorted in place, quicker than by `sort`. */
function sorted(keys: string[]): string[] {
  if (keys.length > FEW) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] as string;
    let place = end;
    for (; place > 0 && (keys[place - 1] as string) > key; place -= 1) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}

const FEW = 24;

/** Most text needs nothing but its quotes. */
function jsonText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

const PLAIN = /^[ !#-[\]-~]*$/;
