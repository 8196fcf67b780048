import { decode } from './decode.js';
import { encodeBinary } from './encode.js';
import { rewardIssued } from './events/reward-issued.js';
import {
  binary,
  envelope,
  NOW,
  purchase,
  record,
  structured,
  text,
  withAttributes,
  withData,
  withLiteral,
} from './messages.fixture.js';
import type { RawRecord } from './record.js';

const customer = (data: object) =>
  structured(
    { ...envelope, type: 'commerce.customer.upserted.v1', data: { customerId: 'c-1', ...data } },
    { topic: 'commerce.customer' },
  );
describe('decode', () => {
  const accepted = (given: RawRecord) => {
    const result = decode(given, { now: NOW });
    if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
    return result;
  };

  it('gives the same event for structured and binary mode', () => {
    const trace = {
      traceparent: '00-1-2-01',
      correlationid: 'k',
      causationid: 'x',
      causationsource: '/y',
      dataschema: 'urn:z',
    };
    const headers = Object.fromEntries(Object.entries(trace).map(([name, value]) => [`ce_${name}`, value]));
    const event = accepted(withAttributes(trace)).event;
    expect(event).toEqual({
      id: 'e-1',
      source: '/shop',
      type: 'commerce.purchase.completed.v1',
      time: '2027-03-01T10:00:00Z',
      at: Date.UTC(2027, 2, 1, 10),
      subject: 'c-1',
      ...trace,
      data: { ...purchase, revision: 0 },
    });
    expect(accepted(binary(headers)).event).toEqual(event);
  });

  it('takes an empty optional attribute for an absent one', () => {
    expect(accepted(withAttributes({ correlationid: '', dataschema: null })).event).toEqual(
      accepted(record(text)).event,
    );
  });

  it('takes what is up to 24 hours ahead of the clock', () => {
    expect(accepted(withAttributes({ time: '2027-03-03T00:00:00.000Z' })).event.at).toBe(NOW.getTime() + 86_400_000);
    const ahead = decode(withAttributes({ time: '2027-03-03T00:00:00.001Z' }), { now: NOW });
    expect(ahead).toMatchObject({ ok: false, reason: 'FUTURE_EVENT' });
  });

  it('takes what Perennial published however far ahead it is, in binary mode', () => {
    const message = { type: rewardIssued.type, id: 'r-1', time: '2027-03-05T00:00:00Z', subject: 'c-7' };
    const issued = encodeBinary({ ...message, data: rewardIssued.example }, '/perennial/ledger');
    expect(accepted(issued).event).toMatchObject({ ...message, source: '/perennial/ledger' });
  });

  it('cuts the instant to milliseconds and leaves the text of the time as it came', () => {
    const { event } = accepted(withAttributes({ time: '2027-03-01T10:00:00.9999+02:00' }));
    expect(event).toMatchObject({ time: '2027-03-01T10:00:00.9999+02:00', at: Date.UTC(2027, 2, 1, 8, 0, 0, 999) });
  });

  it('strips fields the contract does not know, and never touches a prototype', () => {
    const { data } = accepted(withLiteral('__proto__', '{"polluted":true}')).event;
    expect(Object.keys(data as object).sort()).toEqual(['currency', 'customerId', 'orderId', 'revision', 'totalMinor']);
    expect((data as { polluted?: boolean }).polluted).toBeUndefined();
    const hostile = customer({ attributes: JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object });
    expect(accepted(hostile).event.data).toEqual({ customerId: 'c-1', attributes: { a: 1 } });
  });

  it('takes empty lines for none', () => {
    expect(accepted(withData({ lines: [] })).event.data).toMatchObject({ lines: undefined, totalMinor: 10450 });
  });

  it.each([
    ['the subject', text, 'c-1', false],
    ['another key', text, 'c-2', true],
    ['no key', text, null, false],
    ['the order of a guest', text.replace('"subject":"c-1",', '').replace('"customerId":"c-1",', ''), 'o-1', false],
    ['anything else for a guest', text.replace('"subject":"c-1",', '').replace('"customerId":"c-1",', ''), 'c-1', true],
  ])('counts a key that differs: %s', (_title, value, key, differs) => {
    expect(accepted(record(value, { key })).keyDiffersFromSubject).toBe(differs);
  });

  it('expects the topic with the prefix of the installation', () => {
    const options = { now: NOW, topicPrefix: 'test-7.' };
    expect(decode(record(text, { topic: 'test-7.commerce.purchase' }), options).ok).toBe(true);
    expect(decode(record(text), options)).toMatchObject({ ok: false, reason: 'WRONG_TOPIC' });
  });

  it.each([
    ['structured mode', withData({ totalMinor: -1 }), { id: 'e-1', source: '/shop' }],
    ['binary mode', binary({ ce_time: 'never' }), { id: 'e-1', source: '/shop' }],
    ['binary mode with a value that is no JSON', binary({}, 'x'), { id: 'e-1', source: '/shop' }],
    ['binary mode with 2 MB', binary({}, Buffer.alloc(2_000_000)), { id: 'e-1', source: '/shop' }],
    ['an id that is wrong itself', withAttributes({ id: 'a\u0000' }), { source: '/shop' }],
    ['no JSON', record('x'), {}],
  ])('keeps the id and source it could read of a refused record: %s', (_title, given, found) => {
    const result = decode(given, { now: NOW });
    expect(result.ok).toBe(false);
    const { id, source } = { id: undefined, source: undefined, ...result };
    expect({ id, source }).toEqual(found);
  });

  it('gives the first applicable reason of several', () => {
    const wrong = { ...envelope, time: '9999-01-01T00:00:00Z', data: { ...purchase, currency: 'XXX', totalMinor: -1 } };
    const reasons = [
      structured({ ...wrong, id: undefined, type: 'x' }, { topic: 'commerce.review' }),
      structured({ ...wrong, type: 'x' }, { topic: 'commerce.review' }),
      structured({ ...wrong, type: 'commerce.purchase.completed.v2' }, { topic: 'commerce.review' }),
      structured(wrong, { topic: 'commerce.review' }),
      structured(wrong),
      structured({ ...wrong, data: { ...wrong.data, totalMinor: 1 } }),
      structured({ ...wrong, data: purchase }),
    ].map((given) => {
      const result = decode(given, { now: NOW });
      return result.ok ? 'accepted' : result.reason;
    });
    expect(reasons).toEqual([
      'NOT_A_CLOUDEVENT',
      'UNKNOWN_TYPE',
      'UNSUPPORTED_VERSION',
      'WRONG_TOPIC',
      'INVALID_DATA',
      'UNKNOWN_CURRENCY',
      'FUTURE_EVENT',
    ]);
  });
});
