import { Readable } from 'node:stream';

import { dateOf } from '@perennial/clv';

import { readPurchases, type FileReading } from './purchase-file.js';

const columns = { customer: 'customer', date: 'date', amount: 'amount' };

const read = (text: string, change: Partial<FileReading> = {}) =>
  readPurchases(Readable.from([Buffer.from(text)]), { columns, ...change });

/** Customer, date and amount of what is left. */
async function left(text: string, change: Partial<FileReading> = {}) {
  const { log } = await read(text, change);
  const { start, day, amount } = log.netDays(Infinity);
  return log.customers.flatMap((customer, i) =>
    Array.from({ length: start[i + 1]! - start[i]! }, (_, k) => {
      const at = start[i]! + k;
      return `${customer} ${dateOf(day[at]!)} ${amount[at]! / 10_000}`;
    }),
  );
}

describe('readPurchases', () => {
  it('reads quotes, a byte-order mark, CRLF and semicolons', async () => {
    const text = '\ufeffdate;customer;amount\r\n2027-01-02;"a; b";"1.234,50"\r\n2027-01-03;c;5\r\n';
    expect(await left(text)).toEqual(['a; b 2027-01-02 1234.5', 'c 2027-01-03 5']);
  });

  it('finds columns by name, whatever its case, by number, and without a header', async () => {
    const rows = 'a,2027-01-02,5\nb,2027-01-03,7\n';
    const expected = ['a 2027-01-02 5', 'b 2027-01-03 7'];
    const byNumber = { customer: '1', date: '2', amount: '3' };
    expect(await left(`Customer, Date ,AMOUNT\n${rows}`)).toEqual(expected);
    expect(await left(`who,when,what\n${rows}`, { columns: byNumber })).toEqual(expected);
    expect(await left(rows, { columns: byNumber })).toEqual(expected);
  });

  it('needs no amounts', async () => {
    expect(await left('customer,date\na,2027-01-02\n', { columns: { customer: 'customer', date: 'date' } })).toEqual([
      'a 2027-01-02 0',
    ]);
  });

  it('takes a negative amount for a return', async () => {
    const file = await read('customer,date,amount\na,2027-01-02,5\na,2027-01-04,8\na,2027-01-05,-8.00\n');
    expect(file).toMatchObject({ rows: 3, orders: 2, returns: 1, wrong: 0 });
    expect([...file.log.netDays(Infinity).start]).toEqual([0, 1]);
  });

  it('counts rows without a customer, and names the first five wrong ones', async () => {
    const wrong = ['b,x,1', 'b,2027-01-01,y', 'b,2027-01-01,1,2', 'b', '"b"x,2027-01-01,1', 'b,,1'];
    const nobody = [',2027-01-01,1', 'NULL,2027-01-01,1', ' nan ,2027-01-01,1', ',,'];
    const text = ['customer,date,amount', 'a,2027-01-02,5,,', ...wrong, ...nobody].join('\n');
    const file = await read(text);
    expect(file).toMatchObject({ rows: 11, orders: 1, withoutCustomer: 4, wrong: 6 });
    expect(file.examples.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      expect.stringContaining('3 "x" is not a date'),
      expect.stringContaining('4 "y" is not an amount'),
      expect.stringContaining('5 it has 4 cells'),
      '6 no date',
      expect.stringContaining('7 its quotes'),
    ]);
  });

  it.each<[string, string, Partial<FileReading>, RegExp]>([
    [
      'a column is not there',
      'who,date,amount\n',
      {},
      /no column "customer".*"who", "date", "amount".*FILE_COLUMN_MISSING/,
    ],
    ['a number is beyond the columns', 'a,b\n', { columns: { ...columns, customer: '3' } }, /FILE_COLUMN_MISSING/],
    ['the file is empty', '', {}, /FILE_NOTHING_USABLE/],
    ['no row can be used', 'customer,date,amount\na,never,1\n', {}, /line 2: "never".*FILE_NOTHING_USABLE/s],
    ['there are only returns', 'customer,date,amount\na,2027-01-01,-1\n', {}, /1 returns.*FILE_NOTHING_USABLE/],
    [
      'days and months may be mixed up',
      'customer,date,amount\na,25/12/2020,1\na,03/04/2020,1\n',
      {},
      /line 3: .*FILE_DATE_AMBIGUOUS/,
    ],
    [
      'an amount has two meanings',
      'customer,date,amount\na,2027-01-01,"1,234"\n',
      {},
      /line 2: .*FILE_AMOUNT_AMBIGUOUS/,
    ],
  ])('refuses the file when %s', async (_title, text, change, message) => {
    await expect(read(text, change)).rejects.toThrow(message);
  });

  it('leaves out a date of two meanings in a file whose dates have none', async () => {
    const file = await read('customer,date,amount\na,2027-01-01,1\na,03/04/2020,1\na,2027-01-02,1\n');
    expect(file).toMatchObject({ orders: 2, wrong: 1 });
  });
});
