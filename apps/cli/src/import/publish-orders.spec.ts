import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decode } from '@perennial/contracts';

import { publishOrders, recordOf } from './publish-orders.js';

const reading = {
  columns: { customer: 'customer', date: 'date', amount: 'amount' },
  currency: 'USD',
  digits: 2,
  timeZone: 'UTC',
  now: Date.UTC(2027, 0, 1),
};

describe('recordOf', () => {
  const order = {
    id: '1/1997-01-01/1',
    customerId: '1',
    at: Date.UTC(1997, 0, 1),
    day: '1997-01-01',
    totalMinor: 2933,
  };

  it('is an event the platform accepts, at the instant of the order', () => {
    const { topic, key, value, headers } = recordOf(order, 'USD');
    expect(decode({ topic, key: Buffer.from(key), value, headers }, { now: new Date() })).toMatchObject({
      ok: true,
      keyDiffersFromSubject: false,
      event: { id: '1/1997-01-01/1', subject: '1', at: order.at, data: { orderId: order.id, totalMinor: 2933 } },
    });
  });

  it('is the same to the byte in every run, so that importing a file twice changes nothing', () => {
    expect(recordOf(order, 'USD')).toEqual(recordOf({ ...order }, 'USD'));
  });
});

describe('publishOrders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-import-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('sends every order once and in the order of the file, again when the broker refuses, and lists wrong rows', async () => {
    const file = join(folder, 'orders.csv');
    const wrongRowsFile = join(folder, 'wrong.txt');
    const rows = Array.from({ length: 2500 }, (_, i) => `c-${i},1997-01-01,${i}.00`);
    writeFileSync(file, ['customer,date,amount', ...rows.slice(0, 10), 'c-x,never,1.00', ...rows.slice(10)].join('\n'));

    const sent: (Buffer | string | null)[] = [];
    let refusals = 1;
    const producer = {
      async send(records: readonly { key: Buffer | string | null }[]) {
        if (refusals-- > 0) throw new Error('the broker is away');
        sent.push(...records.map((record) => record.key));
      },
    };
    const wrong: string[] = [];
    const { orders, wrongRows, history } = await publishOrders({
      plan: { file, bytes: 1, reading },
      producer,
      wrongRowsFile,
      onWrongRow: (line, reason) => wrong.push(`${line}: ${reason}`),
      onProgress: () => undefined,
    });

    expect({ orders, wrongRows }).toEqual({ orders: 2500, wrongRows: 1 });
    expect(sent).toEqual(rows.map((row) => row.split(',')[0]));
    expect(wrong).toEqual(['12: "never" is not a date; expected YYYY-MM-DD or an ISO 8601 instant']);
    expect(readFileSync(wrongRowsFile, 'utf8')).toBe(`line ${wrong[0]}\n`);
    expect(history.table(2).x).toHaveLength(2500);
  });
});
