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
  let text = '';
  if (Array.isArray(value)) {
    for (const element of value) text += `${text === '' ? '' : ','}${canonicalJson(element)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  // The default order is by UTF-16 code units, as RFC 8785 wants it.
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}
