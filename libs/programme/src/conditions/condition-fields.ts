import type { Environment } from '@marcbachmann/cel-js';
import type { EventDeclaration } from '@perennial/contracts';
import { z } from 'zod';

import { boundedEnvironment } from './condition-grammar.js';

/** What the ledger knows of the member when a rule decides. */
const MEMBER_FIELDS = { tier: 'string' };

/** The fields a condition may look at, and their types. */
export interface ConditionFields {
  /** Knows `data` with its fields and `member`: for checking, not for evaluating. */
  readonly environment: Environment;
  /** Every field name there is, at whatever depth: for suggestions. */
  readonly names: readonly string[];
  /** Fields of `data` that hold more than one value. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Who it is and what somebody wrote stand in no stored event, so a condition that looked at them would come out otherwise
 * when asked again.
 */
const NOT_KEPT: ReadonlySet<string> = new Set(['customerId', 'bodyDigest']);

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * The fields of the events, from their declarations. With several events a field may be of any of them, and one that
 * has not the same type in all of them has none.
 */
export function conditionFields(events: readonly EventDeclaration[]): ConditionFields {
  const environment = boundedEnvironment();
  const names = new Set(Object.keys(MEMBER_FIELDS));
  const properties: Record<string, Schema> = {};
  for (const { data } of events) {
    const schema = z.toJSONSchema(data, { io: 'input' }) as Schema;
    for (const [field, of] of Object.entries(schema.properties ?? {})) {
      if (NOT_KEPT.has(field)) continue;
      const other = properties[field];
      properties[field] = other && other.type !== of.type ? {} : of;
    }
  }
  environment.registerVariable('data', celType({ type: 'object', properties }, 'Data', environment, names));
  environment.registerType('Member', { fields: MEMBER_FIELDS });
  environment.registerVariable('member', 'Member');
  const lists = Object.keys(properties).filter(
    (field) => !['string', 'integer', 'boolean', 'number'].includes(String(properties[field]?.type)),
  );
  return { environment, names: [...names], lists: new Set(lists) };
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
