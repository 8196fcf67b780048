/**
 * JSON with sorted keys and no white space: equal for equal content, whatever the order and layout it came in
 * (RFC 8785). Fields that are undefined are left out.
 *
 * @param value a JSON value, nested no deeper than the call stack bears (`decode` allows 64)
 * @throws TypeError for what JSON cannot hold, such as a bigint
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new TypeError(`JSON cannot hold a ${typeof value}`);
    return text;
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '';
  for (const [key, field] of Object.entries(value).sort(byKey)) {
    if (field === undefined) continue;
    text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
