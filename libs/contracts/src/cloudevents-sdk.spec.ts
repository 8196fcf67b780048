import { CloudEvent, Kafka, type KafkaMessage } from 'cloudevents';
import fc from 'fast-check';

import { decode } from './decode.js';
import { encodeBinary, encodeStructured, type Publishable } from './encode.js';
import { inputEvents, outputEvents } from './events.js';
import type { EncodedRecord } from './record.js';

/*
 * The SDK of the CloudEvents project as an independent opinion: it must read what we write, and we what it writes.
 * It has no way to read bytes, so values are handed over as text.
 */

const NOW = new Date('2027-03-02T00:00:00Z');
const all = [...inputEvents, ...outputEvents].map((declaration) => [declaration.type, declaration] as const);

function exampleOf(declaration: (typeof all)[number][1]): Publishable {
  const data = declaration.example as Readonly<Record<string, unknown>>;
  return {
    id: 'e 1/ö€😀',
    source: '/perennial/ledger',
    type: declaration.type,
    time: '2027-03-01T10:00:00.000Z',
    subject: String(data[declaration.subject]),
    correlationid: 'flow-1',
    causationid: 'e-0',
    causationsource: '/shop',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data,
  };
}

function readBySdk({ key, value, headers }: EncodedRecord): unknown {
  const message: KafkaMessage = { key, value: value.toString(), headers: { ...headers }, body: undefined };
  const event = Kafka.toEvent(message);
  return JSON.parse(JSON.stringify(event));
}

describe('the CloudEvents SDK', () => {
  it.each(all)('reads our %s in binary and structured mode', (_type, declaration) => {
    const message = exampleOf(declaration);
    for (const record of [encodeBinary(message, message.source), encodeStructured(message)]) {
      expect(readBySdk(record)).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', ...message });
    }
  });

  it.each(all)('writes a %s that we read in binary and structured mode', (_type, declaration) => {
    const message = exampleOf(declaration);
    const event = new CloudEvent({ ...message, datacontenttype: 'application/json' });
    const binary = Kafka.binary(event);
    const structured = Kafka.structured(event);
    const records = [
      { headers: binary.headers, value: Buffer.from(JSON.stringify(binary.value)) },
      { headers: structured.headers, value: Buffer.from(String(structured.value)) },
    ];
    for (const record of records) {
      const headers = record.headers as Record<string, string>;
      const decoded = decode({ topic: declaration.topic, key: null, value: record.value, headers }, { now: NOW });
      const data = declaration.data.parse(message.data);
      expect(decoded).toEqual({
        ok: true,
        keyDiffersFromSubject: false,
        event: { ...message, at: Date.parse(message.time), data },
      });
    }
  });

  it('agrees on what is no CloudEvent: an attribute that is missing', () => {
    const message = { specversion: '1.0', id: 'e', source: '/s', type: 'commerce.purchase.completed.v1' };
    fc.assert(
      fc.property(fc.subarray(Object.keys(message)), (names) => {
        const kept = Object.fromEntries(Object.entries(message).filter(([name]) => names.includes(name)));
        const value = JSON.stringify({ ...kept, time: '2027-03-01T10:00:00Z', data: {} });
        const record = { topic: 'commerce.purchase', value: Buffer.from(value) };
        const ours = decode(record, { now: NOW });
        const refusedByUs = !ours.ok && ours.reason === 'NOT_A_CLOUDEVENT';
        expect(refusedByUs).toBe(!isValidForSdk(JSON.parse(value) as object));
      }),
    );
  });
});

function isValidForSdk(attributes: object): boolean {
  try {
    // The constructor invents an id and a time when they are missing; the check does not.
    const event = new CloudEvent(attributes, false);
    return 'id' in attributes && 'specversion' in attributes && event.validate();
  } catch {
    return false;
  }
}
