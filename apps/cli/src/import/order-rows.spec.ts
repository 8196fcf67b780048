import { orderRows } from './order-rows.js';
import type { Reading, Row } from './order-rows.js';

const reading: Reading = {
  columns: { customer: 'customer_id', date: 'date', amount: 'amount_usd' },
  currency: 'USD',
  digits: 2,
  timeZone: 'UTC',
  now: Date.UTC(2027, 0, 1),
};

async function rowsOf(csv: string, change: Partial<Reading> = {}): Promise<Row[]> {
  async function* bytes() {
    yield Buffer.from(csv);
  }
  const rows: Row[] = [];
  for await (const row of orderRows(bytes(), { ...reading, ...change })) rows.push(row);
  return rows;
}

const orders = (rows: Row[]) => rows.flatMap((row) => (row.ok ? [row.order] : []));
const wrong = (rows: Row[]) => rows.flatMap((row) => (row.ok ? [] : [`${row.line}: ${row.reason}`]));

describe('orderRows', () => {
  const history = 'customer_id,date,units,amount_usd\n1,1997-01-01,2,29.33\n2,1997-01-01,1,8.00\n1,1997-01-01,3,0.00\n';

  it('puts the orders of one customer and day 1 ms apart, from midnight, in the order of the file', async () => {
    const midnight = Date.UTC(1997, 0, 1);
    expect(orders(await rowsOf(history))).toEqual([
      { id: '1/1997-01-01/1', customerId: '1', at: midnight, day: '1997-01-01', totalMinor: 2933 },
      { id: '2/1997-01-01/1', customerId: '2', at: midnight, day: '1997-01-01', totalMinor: 800 },
      { id: '1/1997-01-01/2', customerId: '1', at: midnight + 1, day: '1997-01-01', totalMinor: 0 },
    ]);
  });

  it('gives every row the same id in every run, and no two rows the same', async () => {
    const [first, second] = [orders(await rowsOf(history)), orders(await rowsOf(history))];
    expect(second).toEqual(first);
    expect(new Set(first.map((order) => order.id)).size).toBe(3);
  });

  it('gives two equal rows two ids: they are two orders', async () => {
    const rows = await rowsOf('customer_id,date,amount_usd\n1,1997-01-01,5.00\n1,1997-01-01,5.00\n');
    expect(orders(rows).map((order) => order.id)).toEqual(['1/1997-01-01/1', '1/1997-01-01/2']);
  });

  it('keeps instants, and sets only equal ones of a customer 1 ms apart', async () => {
    const csv =
      'customer_id,date,amount_usd\n1,1997-01-01T10:00:00Z,1\n1,1997-01-01T10:00:00Z,1\n1,1997-01-01T11:00:00Z,1\n';
    expect(orders(await rowsOf(csv)).map((order) => new Date(order.at).toISOString())).toEqual([
      '1997-01-01T10:00:00.000Z',
      '1997-01-01T10:00:00.001Z',
      '1997-01-01T11:00:00.000Z',
    ]);
  });

  it('keeps ids within 255 characters when the customer id is as long as allowed', async () => {
    const rows = await rowsOf(`customer_id,date,amount_usd\n${'x'.repeat(255)},1997-01-01,5.00\n`);
    expect(orders(rows)[0]?.id).toHaveLength(64);
  });

  it('lists wrong rows with their line and reason, and goes on', async () => {
    const csv = [
      'customer_id,date,amount_usd',
      '1,1997-01-01,29.333',
      ',1997-01-01,5.00',
      '1,01.02.1997,5.00',
      '1,1997-02-30,5.00',
      '1,1997-01-01,-5.00',
      '1,1997-01-01,five',
      '1,1969-12-31,5.00',
      '1,2027-01-03,5.00',
      '1,1997-01-01',
      '1,1997-01-01,5.00',
    ].join('\n');
    const rows = await rowsOf(csv);
    expect(wrong(rows)).toEqual([
      '2: "29.333" has more decimals than USD has (2)',
      '3: no customer',
      '4: "01.02.1997" is not a date; expected YYYY-MM-DD or an ISO 8601 instant',
      '5: "1997-02-30" is not a date; expected YYYY-MM-DD or an ISO 8601 instant',
      '6: "-5.00" is negative; an order\'s amount is 0 or more',
      '7: "five" is not an amount; expected a decimal number like 12.50',
      '8: "1969-12-31" lies before 1970',
      '9: "2027-01-03" lies in the future',
      '10: "" is not an amount; expected a decimal number like 12.50',
    ]);
    expect(orders(rows)).toHaveLength(1);
  });

  it('does not let a wrong row take a place among the orders of its day', async () => {
    const rows = await rowsOf('customer_id,date,amount_usd\n1,1997-01-01,x\n1,1997-01-01,5.00\n');
    expect(orders(rows)[0]?.id).toBe('1/1997-01-01/1');
  });

  it('takes no row for an order that has more cells than there are columns: an amount with a comma would lose its cents', async () => {
    const csv = 'customer_id,date,amount_usd\n1,1997-01-01,12,50\n1,1997-01-01,"12.50"\n1,1997-01-02\n';
    const rows = await rowsOf(csv);
    expect(orders(rows).map(({ totalMinor }) => totalMinor)).toEqual([1250]);
    expect(wrong(rows)).toEqual([
      '2: it has 4 cells, and the header names 3 columns; a cell with a comma in it needs quotes',
      expect.stringMatching(/^4: /),
    ]);
  });

  it('names the columns there are when one is missing', async () => {
    await expect(
      rowsOf(history, { columns: { customer: 'customer', date: 'date', amount: 'amount' } }),
    ).rejects.toThrow('The file has no column "customer", "amount". It has: customer_id, date, units, amount_usd.');
  });

  it('says so when the file is empty', async () => {
    await expect(rowsOf('')).rejects.toThrow('The file is empty');
  });
});
