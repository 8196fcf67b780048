import { stringify } from 'yaml';

import { eventOfType, inputEvents, outputEvents } from '../events.js';
import { asyncApi } from './asyncapi.js';
import { breaks } from './compatibility.js';
import { directionOf, isSchema, schemaFile } from './json-schema.js';

/** Every generated file of `docs/events/`, by name. */
export function documents(): ReadonlyMap<string, string> {
  const schemas = [...inputEvents, ...outputEvents].map(
    (declaration) => [`${declaration.type}.json`, json(schemaFile(declaration))] as const,
  );
  // Anchors and aliases would spare lines that a reader then has to look for.
  const asyncapi = stringify(asyncApi(), { aliasDuplicateObjects: false, lineWidth: 120 });
  return new Map([...schemas, ['asyncapi.yaml', asyncapi] as const]);
}

/** The baseline, as it is today: the schemas later ones are compared with. */
export function releasedDocuments(): ReadonlyMap<string, string> {
  return new Map([...documents()].filter(([name]) => name.endsWith('.json')));
}

/**
 * What today's events break of the baseline.
 *
 * @param released content of the files of the baseline, by type
 * @returns one sentence per break, starting with the type
 */
export function breaksSince(released: ReadonlyMap<string, string>): string[] {
  return [...released].flatMap(([type, content]) => {
    const declaration = eventOfType(type);
    if (!declaration) return [`${type} is gone`];
    const schema: unknown = JSON.parse(content);
    if (!isSchema(schema)) return [`${type}: the released file holds no schema`];
    const found = breaks(schema, schemaFile(declaration), directionOf(declaration));
    return found.map((sentence) => `${type}: ${sentence}`);
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
