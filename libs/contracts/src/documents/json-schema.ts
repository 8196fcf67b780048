import { z } from 'zod';

import type { EventDeclaration } from '../define-event.js';
import { inputEvents } from '../events.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Who writes an event decides how its schema treats fields it does not list. */
export type Direction = 'input' | 'output';

export function directionOf(declaration: EventDeclaration): Direction {
  return inputEvents.includes(declaration) ? 'input' : 'output';
}

/**
 * The schema of an event's data.
 *
 * For what we read it is closed: whoever validates before sending learns that a field is misspelt, although we would
 * accept and ignore it. For what we write it is open: a consumer that validates with the schema of today must not
 * refuse the message that carries one more field tomorrow.
 *
 * @param target `draft-07` is what AsyncAPI tools read best
 */
export function dataSchema(declaration: EventDeclaration, target: 'draft-2020-12' | 'draft-07'): JsonSchema {
  // Plain JSON without shared references or prototypes, the same as what is read back from the file.
  const schema: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(declaration.data, { io: 'input', target })));
  if (!isSchema(schema)) throw new TypeError(`${declaration.type} has no schema`);
  return directionOf(declaration) === 'input' ? closed(schema) : schema;
}

/** The file in `docs/events/` for one event type. */
export function schemaFile(declaration: EventDeclaration): JsonSchema {
  const { $schema, ...schema } = dataSchema(declaration, 'draft-2020-12');
  return {
    $schema,
    $id: `urn:perennial:event:${declaration.type}`,
    title: declaration.type,
    description: `${declaration.summary} Data of the CloudEvent on topic ${declaration.topic}; its subject is ${declaration.subject}.`,
    ...schema,
    examples: [declaration.example],
  };
}

function closed(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (keyword === 'properties' && isSchema(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, field]) => [name, closedPart(field)]))];
    }
    if (keyword === 'items') return [keyword, closedPart(value)];
    if (keyword === 'anyOf' && Array.isArray(value)) return [keyword, value.map(closedPart)];
    return [keyword, value];
  });
  const copy = Object.fromEntries(entries);
  return 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}

function closedPart(part: unknown): unknown {
  return isSchema(part) ? closed(part) : part;
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
