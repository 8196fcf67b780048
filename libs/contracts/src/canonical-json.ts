/**
 * JSON with sorted keys and no white space: equal for equal content, whatever the order and layout it came in
 * (RFC 8785). Fields that are undefined are left out.
 *
 * @param value a JSON value, nested no deeper than the call stack bears (`decode` allows 64)
 * @throws TypeError for what JSON cannot hold, such as a bigint
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return jsonText(value);
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
  for (const key of sorted(Object.keys(fields))) {
    const field = fields[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${jsonText(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
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
