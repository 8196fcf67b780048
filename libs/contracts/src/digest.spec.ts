import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { v5, validate, version } from 'uuid';

import { canonicalJson } from './canonical-json.js';
import { decode } from './decode.js';
import { businessKeyOf, dataDigest, deterministicId, identityOf, payloadDigest, rememberDigests } from './digest.js';
import type { Envelope } from './envelope.js';

const UUID_SHAPE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const message = {
  specversion: '1.0',
  id: 'e-1',
  source: '/shop',
  type: 'commerce.purchase.completed.v1',
  time: '2027-03-01T10:00:00Z',
  subject: 'c-1',
  data: { orderId: 'o-1', customerId: 'c-1', currency: 'USD', totalMinor: 10450 } as Record<string, unknown>,
};

function decoded(text: string): Envelope {
  const record = { topic: 'commerce.purchase', value: Buffer.from(text) };
  const result = decode(record, { now: new Date('2027-03-02T00:00:00Z') });
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.event;
}
const event = (change: object = {}) => decoded(JSON.stringify({ ...message, ...change }));
const withData = (change: object) => event({ data: { ...message.data, ...change } });

/** The same JSON value with the keys of every object in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => shuffled(element, seed));
  const entries = Object.entries(value).map(([key, field]) => [key, shuffled(field, seed)] as const);
  const turned = entries.slice(seed % entries.length || 0).concat(entries.slice(0, seed % entries.length || 0));
  return Object.fromEntries(seed % 2 ? turned.reverse() : turned);
}

describe('canonicalJson', () => {
  it('does not depend on the order of keys, and keeps the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, seed) => {
        expect(canonicalJson(shuffled(value, seed))).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('writes what RFC 8785 asks for', () => {
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '1': 3,
      '\ud83d\ude00': 4,
      b: [1e21, 0.1, -0, null, undefined],
      a: { y: 'ö', x: '\u000f' },
    };
    expect(canonicalJson({ ...value, b: value.b.slice(0, 4), gone: undefined })).toBe(
      '{"\\r":2,"1":3,"a":{"x":"\\u000f","y":"ö"},"b":[1e+21,0.1,0,null],"€":1,"😀":4}',
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ points: 5n })).toThrow(TypeError);
    expect(() => canonicalJson([undefined])).toThrow(TypeError);
  });
});

describe('identityOf', () => {
  it('is the first half of SHA-256 over source, NUL and id, written as a UUID', () => {
    const hex = createHash('sha256').update('/shop\u0000e-1').digest('hex').slice(0, 32);
    expect(identityOf({ source: '/shop', id: 'e-1' }).replaceAll('-', '')).toBe(hex);
    expect(identityOf({ source: '/shop', id: 'e-1' })).toMatch(UUID_SHAPE);
  });

  it('tells pairs apart that look the same when joined', () => {
    expect(identityOf({ source: 'a', id: 'bc' })).not.toBe(identityOf({ source: 'ab', id: 'c' }));
  });
});

describe('businessKeyOf', () => {
  it('is the same for one order under other ids, sources and times', () => {
    const again = event({ id: 'e-2', source: '/pos', time: '2027-03-01T11:00:00Z' });
    expect(businessKeyOf(again)).toBe(businessKeyOf(event()));
    expect(businessKeyOf(event())).toMatch(UUID_SHAPE);
  });

  it('takes an absent revision for revision 0, and tells revisions apart', () => {
    expect(businessKeyOf(withData({ revision: 0 }))).toBe(businessKeyOf(event()));
    expect(businessKeyOf(withData({ revision: 1 }))).not.toBe(businessKeyOf(event()));
  });

  it('tells types apart that have the same key', () => {
    const cancelled = event({ type: 'commerce.purchase.cancelled.v1', data: { orderId: 'o-1', customerId: 'c-1' } });
    expect(businessKeyOf(cancelled)).not.toBe(businessKeyOf(event()));
  });

  it('is absent where only the event id says what is meant', () => {
    expect(businessKeyOf({ type: 'commerce.engagement.recorded.v1', data: {} })).toBeUndefined();
  });
});

describe('payloadDigest', () => {
  it('does not depend on key order, white space, mode of writing numbers and time, or trace attributes', () => {
    const digest = payloadDigest(event());
    expect(digest).toMatch(UUID_SHAPE);
    expect(payloadDigest(decoded(JSON.stringify(shuffled(message, 3), undefined, 4)))).toBe(digest);
    expect(payloadDigest(decoded(JSON.stringify(message).replace('10450', '1.0450e4')))).toBe(digest);
    expect(payloadDigest(event({ time: '2027-03-01T11:00:00.000+01:00' }))).toBe(digest);
    expect(payloadDigest(event({ traceparent: '00-1-2-01', correlationid: 'x', causationid: 'y' }))).toBe(digest);
  });

  it.each([
    ['type', event({ type: 'commerce.purchase.cancelled.v1' })],
    ['time', event({ time: '2027-03-01T10:00:00.001Z' })],
    ['subject', event({ subject: 'c-2', data: { ...message.data, customerId: 'c-2' } })],
    ['amount', withData({ totalMinor: 10451 })],
    ['unknown field', withData({ giftWrap: true })],
  ])('changes with the %s', (_title, changed) => {
    expect(payloadDigest(changed)).not.toBe(payloadDigest(event()));
  });

  it('changes with an unknown field of a line', () => {
    const line = { lineId: '1', sku: 's', quantity: 1, unitPriceMinor: 1 };
    const digests = [{}, { x: 1 }, { x: 2 }].map((more) => payloadDigest(withData({ lines: [{ ...line, ...more }] })));
    expect(new Set(digests).size).toBe(3);
  });

  it('takes what the contract implies for said: revision 0, and empty lines for none', () => {
    expect(payloadDigest(withData({ revision: 0 }))).toBe(payloadDigest(event()));
    expect(payloadDigest(withData({ lines: [] }))).toBe(payloadDigest(event()));
  });
});

describe('dataDigest', () => {
  it('does not depend on id, source, time or subject, but on the data', () => {
    const again = event({ id: 'e-2', source: '/pos', time: '2027-03-01T11:00:00Z' });
    expect(dataDigest(again)).toBe(dataDigest(event()));
    expect(dataDigest(withData({ channel: 'app' }))).not.toBe(dataDigest(event()));
  });
});

describe('deterministicId', () => {
  it('is what the uuid library makes of the parts in our namespace', () => {
    for (const parts of [[], ['a'], ['c-1', 'ö€😀', 7, 7n], ['x'.repeat(500)]]) {
      const name = JSON.stringify(parts.map(String));
      expect(deterministicId(...parts)).toBe(v5(name, '8f6c2b0e-54b1-4d0c-9d57-3a1f0c6b7e21'));
    }
  });

  it('is a UUIDv5 that never changes for the same parts', () => {
    const id = deterministicId('c-1', 'purchase', 'o-1', 7n);
    expect([validate(id), version(id)]).toEqual([true, 5]);
    expect(id).toBe('79cf7188-b932-5419-bd8d-695d31d53c66');
    expect(deterministicId('c-1', 'purchase', 'o-1', '7')).toBe(id);
  });

  it('tells lists apart that look the same when joined', () => {
    const lists = [['a', 'b'], ['ab'], ['a', '', 'b'], ['a","b'], ['a\u0000b'], ['b', 'a']];
    expect(new Set(lists.map((parts) => deterministicId(...parts))).size).toBe(lists.length);
  });
});

describe('an envelope made anew from storage', () => {
  it('has the digests it had on arrival, though its data lost the fields that the contract does not know', () => {
    const arrived = withData({ unknownField: [1, 2] });
    const anew = JSON.parse(JSON.stringify(arrived)) as Envelope;
    expect([payloadDigest(anew), dataDigest(anew)]).not.toContain(payloadDigest(arrived));
    rememberDigests(anew, { payload: payloadDigest(arrived), data: dataDigest(arrived) });
    expect([payloadDigest(anew), dataDigest(anew)]).toEqual([payloadDigest(arrived), dataDigest(arrived)]);
    expect(JSON.parse(JSON.stringify(anew))).toEqual(JSON.parse(JSON.stringify(arrived)));
  });
});
