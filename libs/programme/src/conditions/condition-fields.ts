import type { Environment } from '@marcbachmann/cel-js';
import type { EventDeclaration } from '@perennial/contracts';
import { z } from 'zod';

import { boundedEnvironment } from './condition-grammar.js';

/** Whom a condition can look at besides the event, and what of them. */
export const SUBJECT_FIELDS = {
  /** What the ledger knows of the member when a rule decides. */
  member: { tier: 'string' },
  /** What a campaign knows of the customer. What is not known of somebody is not there. */
  customer: {
    tier: 'string',
    purchases: 'int',
    segment: 'string',
    currency: 'string',
    pAlive: 'double',
    pAliveMbg: 'double',
    clvMinor: 'int',
    clvDecile: 'int',
    npsBand: 'string',
    country: 'string',
    locale: 'string',
    preferences: 'list<string>',
    attributes: 'map<string, dyn>',
    audiences: 'list<string>',
  },
} as const;

export type Subject = keyof typeof SUBJECT_FIELDS;

/** The fields a condition may look at, and their types. */
export interface ConditionFields {
  /** Knows `data` with its fields and whom it is about: for checking, not for evaluating. */
  readonly environment: Environment;
  /** Whether there is an event to look at. */
  readonly isOfEvent: boolean;
  /** The names of the fields, for suggestions: of `data`, of whom it is about, and of all that is inside of data. */
  readonly names: Readonly<Record<'data' | 'subject' | 'inside', readonly string[]>>;
  /** Fields of `data` that hold more than one value. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Who it is and what somebody wrote stand in no stored event, so a condition that looked at them would come out otherwise
 * when asked again.
 */
const NOT_KEPT = ['customerId', 'bodyDigest', 'bodySignature'];

/** Neither points nor offers may depend on how many stars a review has. */
const NOT_JUDGED_BY = ['rating'];

/** Fields of the events that no condition can look at, and why. */
export const HIDDEN: ReadonlyMap<string, string> = new Map([
  ...NOT_KEPT.map((field) => [field, 'it is not kept'] as const),
  ...NOT_JUDGED_BY.map(
    (field) => [field, 'neither points nor offers may depend on how many stars a review has'] as const,
  ),
]);

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * The fields of the events, from their declarations. With several events a field may be of any of them, and one that
 * has not the same type in all of them has none.
 */
export function conditionFields(events: readonly EventDeclaration[], subject: Subject): ConditionFields {
  const environment = boundedEnvironment();
  const inside = new Set<string>();
  const properties: Record<string, Schema> = {};
  for (const { data } of events) {
    const schema = z.toJSONSchema(data, { io: 'input' }) as Schema;
    for (const [field, of] of Object.entries(schema.properties ?? {})) {
      if (HIDDEN.has(field)) continue;
      const other = properties[field];
      properties[field] = other && other.type !== of.type ? {} : of;
    }
  }
  if (events.length > 0) {
    const fields = Object.entries(properties).map(([field, of]) => [
      field,
      celType(of, `Data_${field}`, environment, inside),
    ]);
    environment.registerType('Data', { fields: Object.fromEntries(fields) });
    environment.registerVariable('data', 'Data');
  }
  environment.registerType('Subject', { fields: SUBJECT_FIELDS[subject] });
  environment.registerVariable(subject, 'Subject');
  const lists = Object.keys(properties).filter(
    (field) => !['string', 'integer', 'boolean', 'number'].includes(String(properties[field]?.type)),
  );
  const names = { data: Object.keys(properties), subject: Object.keys(SUBJECT_FIELDS[subject]), inside: [...inside] };
  return { environment, isOfEvent: events.length > 0, names, lists: new Set(lists) };
}

/** The type of a field in CEL, registered with the environment when it has fields of its own. */
function celType(schema: Schema, name: string, environment: Environment, names: Set<string>): string {
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'array':
      return `list<${celType(schema.items ?? {}, name, environment, names)}>`;
    case 'object': {
      if (!schema.properties) return 'map<string, dyn>';
      const fields = Object.entries(schema.properties).map(([field, of]) => {
        names.add(field);
        return [field, celType(of, `${name}_${field}`, environment, names)];
      });
      environment.registerType(name, { fields: Object.fromEntries(fields) });
      return name;
    }
    default:
      return 'dyn';
  }
}
