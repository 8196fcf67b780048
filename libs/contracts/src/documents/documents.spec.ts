import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parse } from 'yaml';

import { eventOfType, inputEvents, outputEvents } from '../events.js';
import { breaksSince, documents } from './documents.js';
import { isSchema, schemaFile, type JsonSchema } from './json-schema.js';

const require = createRequire(import.meta.url);
const folder = new URL('../../../../docs/events/', import.meta.url);
const read = (name: string, from = folder): string => readFileSync(new URL(name, from), 'utf8');
const all = [...inputEvents, ...outputEvents].map((declaration) => [declaration.type, declaration] as const);

function ajv2020(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  return ajv;
}

function at(document: unknown, ...path: string[]): JsonSchema {
  const found = path.reduce<unknown>((value, step) => (isSchema(value) ? value[step] : undefined), document);
  if (!isSchema(found)) throw new Error(`${path.join('.')} is no object`);
  return found;
}

describe('docs/events', () => {
  it('holds exactly the generated files: run `npm run contracts` when this fails', () => {
    const generated = documents();
    const names = readdirSync(folder).filter((name) => /\.(json|yaml)$/.test(name));
    expect(names.sort()).toEqual([...generated.keys()].sort());
    const differing = names.filter((name) => read(name) !== generated.get(name));
    expect(differing).toEqual([]);
  });

  it.each(all)('%s.json is valid JSON Schema and accepts its example', (type, declaration) => {
    const validate = ajv2020().compile(JSON.parse(read(`${type}.json`)));
    expect(validate(declaration.example) ? [] : validate.errors).toEqual([]);
  });

  it.each(all)(
    '%s.json refuses the example without a required field, as the runtime check does',
    (type, declaration) => {
      const schema = JSON.parse(read(`${type}.json`)) as { required: string[] };
      const validate = ajv2020().compile(schema);
      for (const field of schema.required) {
        const { [field]: _, ...rest } = declaration.example as Record<string, unknown>;
        expect([field, validate(rest), declaration.data.safeParse(rest).success]).toEqual([field, false, false]);
      }
    },
  );

  it.each(all)('%s.json and the runtime check agree when one field is anything', (type, declaration) => {
    const validate = ajv2020().compile(JSON.parse(read(`${type}.json`)));
    const example = declaration.example as Record<string, unknown>;
    // The range of a score depends on the survey, which JSON Schema is not told.
    const { properties } = schemaFile(declaration) as { properties: object };
    const names = Object.keys(properties).filter((name) => name !== 'score');
    // Zod drops the key __proto__ unseen, for safety; a schema sees it.
    const values = fc
      .oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.string())
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    fc.assert(
      fc.property(fc.constantFrom(...names), values, (name, value) => {
        const data = JSON.parse(JSON.stringify({ ...example, [name]: value })) as unknown;
        expect([name, value, validate(data)]).toEqual([name, value, declaration.data.safeParse(data).success]);
      }),
    );
  });

  it('closes the schemas of what is read and leaves open those of what is written', () => {
    const withMore = all.map(([type, declaration]) => {
      const validate = ajv2020().compile(schemaFile(declaration));
      const valid = validate({ ...(declaration.example as object), unheardOf: 1 });
      return [type, valid ? 'output' : 'input'];
    });
    const expected = all.map(([type, declaration]) => [type, inputEvents.includes(declaration) ? 'input' : 'output']);
    expect(withMore).toEqual(expected);
  });
});

describe('docs/events/asyncapi.yaml', () => {
  const document: unknown = parse(read('asyncapi.yaml'));

  it('is valid by the official schema of AsyncAPI 3', () => {
    const { schemas } = require('@asyncapi/specs') as { schemas: Record<string, object> };
    // The official schema brings draft 07 itself; Ajv's own copy would be a second one of the same name.
    const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false });
    const validate = ajv.compile(schemas['3.0.0'] ?? {});
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    // The check can fail at all.
    expect(validate({ ...(document as object), channels: { a: { address: 5 } } })).toBe(false);
  });

  it('has every reference resolve', () => {
    const references = [...read('asyncapi.yaml').matchAll(/\$ref: "?#\/([^"\n]+)"?/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) expect(at(document, ...reference.split('/'))).toBeDefined();
  });

  it.each(all)('%s: payload and headers of the example fit their schemas', (type) => {
    const message = at(document, 'components', 'messages', type);
    const [example] = message.examples as [{ headers: unknown; payload: unknown }];
    const ajv = new Ajv({ allErrors: true });
    addFormats.default(ajv);
    const payload = ajv.compile(at(message, 'payload', 'schema'));
    const headers = ajv.compile(at(message, 'headers'));
    expect(payload(example.payload) ? [] : payload.errors).toEqual([]);
    expect(headers(example.headers) ? [] : headers.errors).toEqual([]);
  });
});

describe('docs/events/released', () => {
  const releasedFolder = new URL('released/', folder);
  const released = new Map(
    readdirSync(releasedFolder).map((name) => [name.replace(/\.json$/, ''), read(name, releasedFolder)]),
  );

  it('is not broken by the events of today: such a change needs a new type', () => {
    expect(released.size).toBeGreaterThan(0);
    expect(breaksSince(released)).toEqual([]);
  });

  it('notices a released type that is gone', () => {
    expect(breaksSince(new Map([['loyalty.gone.v1', '{}']]))).toEqual(['loyalty.gone.v1 is gone']);
  });

  it.each([...released])('%s: the released examples are still accepted, nothing of them lost', (type, content) => {
    const { examples } = JSON.parse(content) as { examples: object[] };
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const parsed = eventOfType(type)?.data.parse(example);
      expect(JSON.parse(JSON.stringify(parsed))).toMatchObject(example);
    }
  });
});
