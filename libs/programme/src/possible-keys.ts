import { programmeJsonSchema } from './programme-json-schema.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
}

/** The keys the grammar has for the group at a path of a document. Of several kinds of groups, those of the document's. */
export function possibleKeys(document: unknown, path: readonly PropertyKey[]): string[] {
  let schema: Schema | undefined = ofItsKind(programmeJsonSchema(), document);
  let value = document;
  for (const step of path) {
    value = childOf(value, step);
    schema = schema && ofItsKind(below(schema, step), value);
  }
  return Object.keys(schema?.properties ?? {});
}

function below(schema: Schema, step: PropertyKey): Schema | undefined {
  if (typeof step === 'number') return schema.items;
  const { additionalProperties } = schema;
  return (
    schema.properties?.[String(step)] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  );
}

function ofItsKind(schema: Schema | undefined, value: unknown): Schema | undefined {
  const kind = childOf(value, 'kind');
  return schema?.oneOf ? schema.oneOf.find((one) => one.properties?.['kind']?.const === kind) : schema;
}

function childOf(value: unknown, step: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
}
