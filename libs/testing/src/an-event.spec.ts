import { decode, encodeStructured, inputEvents, purchaseCompleted } from '@perennial/contracts';

import { anEvent } from './an-event.js';

const now = new Date('2026-01-06T00:00:00Z');

describe('anEvent', () => {
  it.each(inputEvents.map((declaration) => [declaration.type, declaration] as const))(
    'builds a %s that the platform accepts',
    (_type, declaration) => {
      const { topic, key, value, headers } = encodeStructured(anEvent(declaration));
      const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
      expect(decode({ topic, key: Buffer.from(key), value, headers: bytes }, { now })).toMatchObject({ ok: true });
    },
  );

  it('builds another fact each time, unless it is told which, and leaves out what is set to undefined', () => {
    const [one, two] = [anEvent(purchaseCompleted), anEvent(purchaseCompleted)];
    expect(one.id).not.toBe(two.id);
    expect(one.data.orderId).not.toBe(two.data.orderId);
    const guest = anEvent(purchaseCompleted, { data: { orderId: 'o-1', customerId: undefined, totalMinor: 5 } });
    expect(guest.data).toMatchObject({ orderId: 'o-1', totalMinor: 5 });
    expect(guest).not.toHaveProperty('subject');
    expect(one.subject).toBe(one.data.customerId);
  });
});
