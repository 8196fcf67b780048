import { readdirSync } from 'node:fs';

import { decode } from './decode.js';
import { encodeBinary, encodeStructured, type Publishable } from './encode.js';
import { inputEvents, outputEvents } from './events.js';
import { topics } from './topics.js';

const all = [...inputEvents, ...outputEvents];
const now = new Date('2027-03-02T00:00:00Z');

const example = (declaration: (typeof all)[number]): Publishable => {
  const data = declaration.example as Readonly<Record<string, unknown>>;
  const subject = data[declaration.subject];
  return {
    id: 'e-1',
    source: '/shop',
    type: declaration.type,
    time: '2027-03-01T10:00:00Z',
    subject: String(subject),
    data,
  };
};

describe('declared events', () => {
  it('are as many as there are files in events/', () => {
    const files = readdirSync(new URL('events/', import.meta.url)).filter((file) => file.endsWith('.ts'));
    expect(all).toHaveLength(files.length);
  });

  it('have distinct types, and topics that exist', () => {
    expect(new Set(all.map(({ type }) => type)).size).toBe(all.length);
    const kinds = new Map(topics.map(({ name, kind }) => [name, kind]));
    expect(inputEvents.map(({ topic }) => kinds.get(topic))).toEqual(inputEvents.map(() => 'input'));
    expect(outputEvents.map(({ topic }) => kinds.get(topic))).toEqual(outputEvents.map(() => 'output'));
  });

  it.each(all.map((declaration) => [declaration.type, declaration] as const))(
    '%s: the example survives structured and binary mode unchanged',
    (_type, declaration) => {
      const message = example(declaration);
      for (const record of [encodeStructured(message), encodeBinary(message, message.source)]) {
        const decoded = decode(record, { now });
        expect(decoded).toMatchObject({ ok: true, keyDiffersFromSubject: false });
        const parsed = declaration.data.parse(message.data);
        expect(decoded.ok && decoded.event).toEqual({ ...message, at: Date.parse(message.time), data: parsed });
        expect(JSON.parse(JSON.stringify(parsed))).toMatchObject(message.data as object);
      }
    },
  );
});
