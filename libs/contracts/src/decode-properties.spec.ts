import fc from 'fast-check';

import { decode, type EdgeReason } from './decode.js';
import { payloadDigest } from './digest.js';
import { encodeBinary, encodeStructured } from './encode.js';
import { inputEvents, outputEvents } from './events.js';
import type { RawRecord } from './record.js';
import { topics } from './topics.js';

const NOW = new Date('2027-03-02T00:00:00Z');
const all = [...inputEvents, ...outputEvents];

const REASONS: ReadonlySet<EdgeReason> = new Set([
  'TOO_LARGE',
  'NOT_JSON',
  'NOT_A_CLOUDEVENT',
  'UNKNOWN_TYPE',
  'UNSUPPORTED_VERSION',
  'WRONG_TOPIC',
  'INVALID_DATA',
  'UNKNOWN_CURRENCY',
  'FUTURE_EVENT',
]);

/** Decodes and checks what holds of every answer, whatever came in. */
function outcome(record: RawRecord): string {
  const result = decode(record, { now: NOW });
  if (result.ok) return 'accepted';
  expect(REASONS).toContain(result.reason);
  expect(result.detail).toMatch(/^[^\u0000-\u001f\u007f-\u009f]{1,500}$/u);
  expect(result.detail.isWellFormed()).toBe(true);
  return result.reason;
}

const topic = fc.constantFrom(...topics.map(({ name }) => name));
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
const anyText = fc.string({ unit: 'binary' });
const headerValue = fc.oneof(
  bytes,
  anyText,
  fc.array(fc.oneof(bytes, anyText), { maxLength: 3 }),
  fc.constant(undefined),
);
const headerName = fc.oneof(
  fc.constantFrom(
    'content-type',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_specversion',
    'ce_time',
    'ce_subject',
    '__proto__',
  ),
  anyText,
);
const headers = fc.dictionary(headerName, headerValue);
const anyRecord = fc.record({ topic, key: fc.option(bytes), value: fc.option(bytes), headers });

/** A valid message in which one thing is replaced by any JSON value: gets past the first checks. */
const disturbed = fc
  .record({
    declaration: fc.constantFrom(...all),
    attribute: fc.constantFrom(
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'subject',
      'data',
      'traceparent',
      'extra',
    ),
    field: fc.nat({ max: 12 }),
    inData: fc.boolean(),
    value: fc.jsonValue({ noUnicodeString: false }),
  })
  .map(({ declaration, attribute, field, inData, value }): RawRecord => {
    const example = declaration.example as Record<string, unknown>;
    const names = Object.keys(example);
    const data = inData ? { ...example, [names[field % names.length] ?? '']: value } : example;
    const message = {
      specversion: '1.0',
      id: 'e-1',
      source: '/shop',
      type: declaration.type,
      time: '2027-03-01T10:00:00Z',
      subject: example[declaration.subject],
      data,
      ...(inData ? {} : { [attribute]: value }),
    };
    return { topic: declaration.topic, value: Buffer.from(JSON.stringify(message)) };
  });

describe('decode, whatever comes in', () => {
  it('never throws, and gives a reason and a printable detail: any bytes and headers', () => {
    fc.assert(
      fc.property(anyRecord, (record) => outcome(record) !== ''),
      { numRuns: 1000 },
    );
  });

  it('never throws, and gives a reason and a printable detail: any JSON', () => {
    const json = fc.json({ noUnicodeString: false }).map((text) => Buffer.from(text));
    fc.assert(
      fc.property(topic, json, headers, (name, value, more) => outcome({ topic: name, value, headers: more }) !== ''),
      { numRuns: 1000 },
    );
  });

  it('never throws, and gives a reason and a printable detail: messages with one thing wrong', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(disturbed, (record) => {
        seen.add(outcome(record));
      }),
      { numRuns: 2000, seed: 7 },
    );
    // The disturbances reach the checks they are meant for.
    expect([...seen]).toEqual(expect.arrayContaining(['accepted', 'INVALID_DATA', 'NOT_A_CLOUDEVENT', 'UNKNOWN_TYPE']));
  });

  it('never throws on a message cut or changed at any byte', () => {
    const text = JSON.stringify({
      specversion: '1.0',
      id: 'e',
      source: '/s',
      type: all[0]?.type,
      data: all[0]?.example,
    });
    const whole = Buffer.from(text);
    fc.assert(
      fc.property(
        fc.nat({ max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        (at, byte, cut) => {
          const changed = Buffer.from(cut ? whole.subarray(0, at) : whole);
          if (!cut) changed[at] = byte;
          expect(outcome({ topic: 'commerce.purchase', value: changed })).not.toBe('');
        },
      ),
    );
  });
});

describe('encode and decode', () => {
  const idText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
  const purchases = fc.record(
    {
      orderId: idText,
      customerId: idText,
      currency: fc.constantFrom('USD', 'JPY', 'KWD'),
      totalMinor: fc.maxSafeNat(),
      revision: fc.nat(),
      taxIncluded: fc.boolean(),
      codes: fc.array(idText),
    },
    { requiredKeys: ['orderId', 'currency', 'totalMinor', 'revision'] },
  );
  const times = fc.date({ min: new Date(0), max: NOW, noInvalidDate: true }).map((date) => date.toISOString());

  it('give back what went in, in both modes, with one digest', () => {
    fc.assert(
      fc.property(purchases, idText, idText, times, (data, id, source, time) => {
        const subject = data.customerId;
        const message = {
          id,
          source,
          type: 'commerce.purchase.completed.v1',
          time,
          data,
          ...(subject ? { subject } : {}),
        };
        const digests = [encodeBinary(message, source), encodeStructured(message)].map((record) => {
          const result = decode(record, { now: NOW });
          if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
          expect(result.event).toEqual({ ...message, at: Date.parse(time) });
          expect(result.keyDiffersFromSubject).toBe(false);
          return payloadDigest(result.event);
        });
        expect(digests[0]).toBe(digests[1]);
      }),
    );
  });
});
