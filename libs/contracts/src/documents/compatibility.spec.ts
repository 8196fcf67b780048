import { breaks } from './compatibility.js';
import type { JsonSchema } from './json-schema.js';

const money = { type: 'integer', minimum: 0 };
const line = { type: 'object', properties: { sku: { type: 'string', maxLength: 255 } }, required: ['sku'] };
const released = (additionalProperties?: false): JsonSchema => ({
  type: 'object',
  properties: {
    orderId: { type: 'string', pattern: '^o' },
    channel: { type: 'string', enum: ['online', 'store'] },
    total: money,
    note: { type: 'string', description: 'Free text.' },
    lines: { type: 'array', items: line },
    value: { anyOf: [{ type: 'object', properties: { percent: money }, required: ['percent'] }, { type: 'string' }] },
    attributes: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'boolean' } },
  },
  required: ['orderId', 'total'],
  ...(additionalProperties === undefined ? {} : { additionalProperties }),
});
const input = released(false);
const output = released();

/** The released schema with some fields replaced; undefined takes one away. */
function changed(base: JsonSchema, fields: Record<string, unknown>, required = base.required): JsonSchema {
  const properties = { ...(base.properties as object), ...fields };
  const kept = Object.entries(properties).filter(([, field]) => field !== undefined);
  return { ...base, properties: Object.fromEntries(kept), required };
}

describe('compatibility of an event schema with the released one', () => {
  it.each([
    ['nothing', input, 'input'],
    ['an optional field more', changed(input, { gift: { type: 'boolean' } }), 'input'],
    ['an enum value more that we read', changed(input, { channel: { enum: ['online', 'store', 'app'] } }), 'input'],
    ['a wider type that we read', changed(input, { total: { type: 'number', minimum: 0 } }), 'input'],
    ['a looser bound that we read', changed(input, { total: { type: 'integer', minimum: -5 } }), 'input'],
    ['a field that is no longer required of publishers', changed(input, {}, ['orderId']), 'input'],
    ['another description', changed(input, { note: { type: 'string', description: 'Text.' } }), 'input'],
    ['nothing', output, 'output'],
    ['an optional field more', changed(output, { gift: { type: 'boolean' } }), 'output'],
    ['a required field more that we write', changed(output, { gift: money }, ['orderId', 'total', 'gift']), 'output'],
    ['an enum value less that we write', changed(output, { channel: { type: 'string', const: 'online' } }), 'output'],
    ['a narrower type that we write', changed(output, { total: { type: 'integer', minimum: 1 } }), 'output'],
  ] as const)('lets %s pass (%#)', (_title, today, direction) => {
    expect(breaks(direction === 'input' ? input : output, today, direction)).toEqual([]);
  });

  it.each([
    ['a removed optional field', changed(input, { note: undefined }), 'data.note is gone'],
    [
      'a removed field of a line',
      changed(input, { lines: { type: 'array', items: { type: 'object' } } }),
      'data.lines[].sku is gone',
    ],
    [
      'a new required field',
      changed(input, { gift: money }, ['orderId', 'total', 'gift']),
      'data.gift is required by the reader, not by the writer',
    ],
    [
      'a field that became required',
      changed(input, {}, ['orderId', 'total', 'note']),
      'data.note is required by the reader, not by the writer',
    ],
    [
      'a changed type',
      changed(input, { total: { type: 'string' } }),
      'data.total may be integer for the writer, only string for the reader',
    ],
    [
      'a narrowed type',
      changed({ ...input, properties: { ...(input.properties as object) } }, { value: { type: 'string' } }),
      'data.value may be object for the writer, only string for the reader',
    ],
    [
      'a removed enum value',
      changed(input, { channel: { type: 'string', enum: ['online'] } }),
      'data.channel: the reader does not know the value "store"',
    ],
    [
      'free text turned into an enum',
      changed(input, { note: { type: 'string', enum: ['a'] } }),
      'data.note may be any value for the writer, only a for the reader',
    ],
    [
      'a tightened lower bound',
      changed(input, { total: { type: 'integer', minimum: 1 } }),
      'data.total: minimum is 1 for the reader, 0 for the writer',
    ],
    [
      'a new upper bound',
      changed(input, { total: { ...money, maximum: 9 } }),
      'data.total: maximum is 9 for the reader, open for the writer',
    ],
    [
      'a tightened length in a line',
      changed(input, {
        lines: { type: 'array', items: { ...line, properties: { sku: { type: 'string', maxLength: 9 } } } },
      }),
      'data.lines[].sku: maxLength is 9 for the reader, 255 for the writer',
    ],
    [
      'a new pattern',
      changed(input, { note: { type: 'string', pattern: 'x' } }),
      "data.note: the reader's pattern x is not the writer's",
    ],
    [
      'a new format',
      changed(input, { note: { type: 'string', format: 'date' } }),
      "data.note: the reader's format date is not the writer's",
    ],
    [
      'a removed alternative',
      changed(input, { value: { anyOf: [{ type: 'string' }] } }),
      'data.value may be object for the writer, only string for the reader',
    ],
    [
      'a narrowed map',
      changed(input, { attributes: { type: 'object', additionalProperties: { type: 'string' } } }),
      'data.attributes.* may be boolean for the writer, only string for the reader',
    ],
  ])('calls %s in what we read a break', (_title, today, sentence) => {
    expect(breaks(input, today, 'input')).toContain(sentence);
  });

  it.each([
    ['a removed optional field', changed(output, { note: undefined }), 'data.note is gone'],
    [
      'a field that is no longer always there',
      changed(output, {}, ['orderId']),
      'data.total is required by the reader, not by the writer',
    ],
    [
      'a new enum value',
      changed(output, { channel: { type: 'string', enum: ['online', 'store', 'app'] } }),
      'data.channel: the reader does not know the value "app"',
    ],
    [
      'a widened type',
      changed(output, { total: { type: 'number', minimum: 0 } }),
      'data.total may be number for the writer, only integer for the reader',
    ],
    [
      'a loosened bound',
      changed(output, { total: { type: 'integer', minimum: -5 } }),
      'data.total: minimum is 0 for the reader, -5 for the writer',
    ],
  ])('calls %s in what we write a break', (_title, today, sentence) => {
    expect(breaks(output, today, 'output')).toContain(sentence);
  });

  it('refuses to judge keywords it does not know', () => {
    const today = changed(input, { total: { type: 'integer', minimum: 0, multipleOf: 5 } });
    expect(() => breaks(input, today, 'input')).toThrow('multipleOf');
  });
});
