import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

import { programmeJsonSchema, programmeReference } from './index.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const documentOf = (name: string) => parse(read(`programmes/${name}.yaml`));
const ajv = new Ajv({ allErrors: true });
formats.default(ajv);
const validate = ajv.compile(programmeJsonSchema());

/** Every part of the schema that is a choice between kinds, by its path. */
function unionsOf(schema: object, path = ''): [path: string, options: { properties: Record<string, object> }[]][] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const here = `${path}/${key}`;
    const inside = unionsOf(value, here);
    return key === 'oneOf' ? [[here, value], ...inside] : inside;
  });
}

describe('the JSON Schema of the programme document', () => {
  it('is the one beside the documents, and the reference for people too (npm run contracts writes both)', () => {
    expect(read('programmes/programme.schema.json')).toBe(`${JSON.stringify(programmeJsonSchema(), null, 2)}\n`);
    expect(read('docs/programme.md')).toBe(programmeReference());
  });

  it.each(['jeweller', 'travel-club'])('accepts %s.yaml, which names the schema on its first line', (name) => {
    expect([validate(documentOf(name)), validate.errors]).toEqual([true, null]);
    expect(read(`programmes/${name}.yaml`)).toMatch(/^# yaml-language-server: \$schema=programme\.schema\.json\n/);
  });

  it.each([
    ['a misspelt key', { unti: 'points' }],
    ['a kind that is not there', { expiry: { kind: 'by-mouth', months: 1 } }],
    ['a key of another kind', { expiry: { kind: 'never', months: 1 } }],
    ['a missing key of the kind', { expiry: { kind: 'by-month' } }],
    ['a fraction of a point', { adjustments: { approvalAbovePoints: 0.5 } }],
    ['a currency in lower case', { coalition: { ...documentOf('travel-club').coalition, currency: 'gbp' } }],
  ])('marks %s while it is typed', (_title, change) => {
    expect(validate({ ...documentOf('travel-club'), ...change })).toBe(false);
  });

  it('has an editor complete availableOnDelivery where an order gives points, and mark it elsewhere', () => {
    const { rules, ...rest } = documentOf('jeweller');
    const waiting = (kind: string) =>
      rules
        .filter((rule: { kind: string }) => rule.kind === kind)
        .map((rule: object) => ({ ...rule, pendingDays: 14 }));
    const valid = (kind: string) =>
      validate({ ...rest, rules: waiting(kind).map((rule: object) => ({ ...rule, availableOnDelivery: true })) });
    expect(['points-per-amount', 'points-per-review', 'points-per-referral'].map(valid)).toEqual([true, false, false]);
  });

  it('tells the kinds of each choice apart by a required constant, so that an editor completes the keys of that kind', () => {
    const unions = unionsOf(programmeJsonSchema());
    expect(unions.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        '/properties/expiry/oneOf',
        '/properties/rules/items/oneOf',
        '/properties/rewards/items/oneOf',
      ]),
    );
    for (const [path, options] of unions) {
      const kinds = options.map(({ properties }) => Object(properties['kind']).const);
      expect([path, new Set(kinds).size, kinds.every((kind) => typeof kind === 'string')]).toEqual([
        path,
        options.length,
        true,
      ]);
      for (const option of options) {
        expect(option).toMatchObject({ required: expect.arrayContaining(['kind']), additionalProperties: false });
      }
    }
  });

  it('does not ask for keys that have a standard value', () => {
    const { id, version, timeZone, unit, maxReactionAgeDays, rules } = documentOf('jeweller');
    expect(validate({ id, version, timeZone, unit, maxReactionAgeDays, rules })).toBe(true);
  });
});

describe('docs/programme.md', () => {
  it('has a row for every key of both documents', () => {
    const reference = programmeReference();
    const keysOf = (value: unknown): string[] =>
      Array.isArray(value)
        ? value.flatMap(keysOf)
        : typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([key, inside]) => [key, ...keysOf(inside)])
          : [];
    const byName = new Set(['USD', 'EUR', 'GBP', 'JPY', 'fuel', 'telco', 'grocer', 'kind']);
    const keys = [...new Set(['jeweller', 'travel-club'].flatMap((name) => keysOf(documentOf(name))))];
    const missing = keys.filter(
      (key) => !byName.has(key) && !new RegExp(`^\\| \`([\\w.[\\]]+\\.)?${key}\``, 'm').test(reference),
    );
    expect(keys.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('has a heading for every kind', () => {
    const kinds = unionsOf(programmeJsonSchema()).flatMap(([, options]) =>
      options.map(({ properties }) => Object(properties['kind']).const),
    );
    const missing = kinds.filter(
      (kind) =>
        !programmeReference().includes(`\n### kind: ${kind}\n`) && !programmeReference().includes(`| \`${kind}\` |`),
    );
    expect(missing).toEqual([]);
  });
});
