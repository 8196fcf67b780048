import { isSchema, type Direction, type JsonSchema } from './json-schema.js';

/** Keywords that say nothing about which values are valid. */
const ANNOTATIONS = new Set(['$schema', '$id', 'title', 'description', 'examples', 'default']);

const COMPARED = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'propertyNames', 'items', 'anyOf', 'enum', 'const'],
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'],
  ...['pattern', 'format'],
]);

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];

/**
 * What a change of an event's schema breaks.
 *
 * Input: publishers keep sending what the released schema allows, so today's must accept all of it. Output: consumers
 * keep reading with the released schema, so it must accept all that today's allows to be sent. A field that is gone is
 * a break in both directions, required or not.
 *
 * @returns one sentence per break with its path; empty when the change only adds optional fields
 * @throws Error for a JSON Schema keyword this comparison does not know: it would otherwise miss what that keyword says
 */
export function breaks(released: JsonSchema, today: JsonSchema, direction: Direction): string[] {
  const gone = removedFields(released, today, 'data');
  const refused =
    direction === 'input' ? whatIsRefused(today, released, 'data') : whatIsRefused(released, today, 'data');
  return [...new Set([...gone, ...refused])];
}

function removedFields(released: JsonSchema, today: JsonSchema, path: string): string[] {
  const now = part(today.properties);
  const fields = Object.entries(part(released.properties)).flatMap(([name, field]) => {
    const there = now[name];
    return isSchema(there) && isSchema(field)
      ? removedFields(field, there, `${path}.${name}`)
      : [`${path}.${name} is gone`];
  });
  if (!isSchema(released.items) || !isSchema(today.items)) return fields;
  return [...fields, ...removedFields(released.items, today.items, `${path}[]`)];
}

/** Why a value that `writer` allows may be refused by `reader`. */
function whatIsRefused(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  for (const keyword of [...Object.keys(reader), ...Object.keys(writer)]) {
    if (ANNOTATIONS.has(keyword) || COMPARED.has(keyword)) continue;
    throw new Error(`${path}: the comparison does not know the keyword ${keyword}`);
  }
  if (Array.isArray(reader.anyOf) || Array.isArray(writer.anyOf)) {
    return alternatives(writer).flatMap((written) => {
      const refusals = alternatives(reader).map((read) => whatIsRefused(read, written, path));
      return refusals.some((refusal) => refusal.length === 0) ? [] : (refusals[0] ?? []);
    });
  }
  return [
    ...refusedTypes(reader, writer, path),
    ...refusedValues(reader, writer, path),
    ...refusedBounds(reader, writer, path),
    ...refusedFields(reader, writer, path),
    ...refusedElements(reader, writer, path),
  ];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return Array.isArray(schema.anyOf) ? schema.anyOf.filter(isSchema) : [schema];
}

function refusedTypes(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const read = list(reader.type);
  if (read.length === 0) return [];
  const written = list(writer.type);
  if (written.length === 0) return [`${path} may be anything for the writer, only ${read.join(' or ')} for the reader`];
  return written
    .filter((type) => !read.includes(type) && !(type === 'integer' && read.includes('number')))
    .map((type) => `${path} may be ${String(type)} for the writer, only ${read.join(' or ')} for the reader`);
}

function refusedValues(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const found: string[] = [];
  const read = valuesOf(reader);
  if (read) {
    const written = valuesOf(writer);
    if (!written) found.push(`${path} may be any value for the writer, only ${read.join(', ')} for the reader`);
    for (const value of written ?? []) {
      if (!read.includes(value)) found.push(`${path}: the reader does not know the value ${JSON.stringify(value)}`);
    }
  }
  for (const keyword of ['pattern', 'format']) {
    if (reader[keyword] !== undefined && reader[keyword] !== writer[keyword]) {
      found.push(`${path}: the reader's ${keyword} ${String(reader[keyword])} is not the writer's`);
    }
  }
  return found;
}

function valuesOf(schema: JsonSchema): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  return schema.const === undefined ? undefined : [schema.const];
}

function refusedBounds(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const tighter = (keyword: string, isTighter: (read: number, written: number) => boolean): string[] => {
    const read = reader[keyword];
    const written = writer[keyword];
    if (typeof read !== 'number' || (typeof written === 'number' && !isTighter(read, written))) return [];
    return [`${path}: ${keyword} is ${read} for the reader, ${String(written ?? 'open')} for the writer`];
  };
  return [
    ...LOWER_BOUNDS.flatMap((keyword) => tighter(keyword, (read, written) => read > written)),
    ...UPPER_BOUNDS.flatMap((keyword) => tighter(keyword, (read, written) => read < written)),
  ];
}

function refusedFields(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  const found: string[] = [];
  const always = list(writer.required);
  for (const name of list(reader.required)) {
    if (!always.includes(name)) found.push(`${path}.${String(name)} is required by the reader, not by the writer`);
  }
  const read = part(reader.properties);
  for (const [name, written] of Object.entries(part(writer.properties))) {
    const field = read[name];
    if (isSchema(field) && isSchema(written)) found.push(...whatIsRefused(field, written, `${path}.${name}`));
    else if (reader.additionalProperties === false) found.push(`${path}.${name} is not known to the reader`);
  }
  const others = [reader.additionalProperties, writer.additionalProperties] as const;
  if (isSchema(others[0]) && isSchema(others[1])) found.push(...whatIsRefused(others[0], others[1], `${path}.*`));
  if (isSchema(reader.propertyNames)) {
    found.push(...whatIsRefused(reader.propertyNames, part(writer.propertyNames), `${path} (names)`));
  }
  return found;
}

function refusedElements(reader: JsonSchema, writer: JsonSchema, path: string): string[] {
  return isSchema(reader.items) ? whatIsRefused(reader.items, part(writer.items), `${path}[]`) : [];
}

function part(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
