import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkedPlan, digitsOf, parseColumns, parseDay } from './import-plan.js';

describe('the arguments of an import', () => {
  it('reads which column holds what', () => {
    expect(parseColumns('customer=customer_id, date=date,amount=amount=usd')).toEqual({
      customer: 'customer_id',
      date: 'date',
      amount: 'amount=usd',
    });
  });

  it.each([
    ['customer', '"customer" is not NAME=COLUMN'],
    ['customer=', '"customer=" is not NAME=COLUMN'],
    ['customer=a,date=b', 'amount is missing'],
    ['customer=a,date=b,amount=c,price=d', '"price" is not one of customer, date, amount'],
    ['customer=a,customer=b,date=b,amount=c', '"customer" is given twice'],
  ])('refuses %p: %s', (text, message) => {
    expect(() => parseColumns(text)).toThrow(message);
  });

  it('knows the digits of currencies, and which codes are none', () => {
    expect(['USD', 'JPY', 'KWD'].map(digitsOf)).toEqual([2, 0, 3]);
    expect(() => digitsOf('XXX')).toThrow('not a currency code');
    expect(() => digitsOf('usd')).toThrow('not a currency code');
  });

  it('takes days that exist', () => {
    expect(parseDay('--clv-cutoff', '1998-06-30')).toBe('1998-06-30');
    for (const wrong of ['1998-06-31', '30.06.1998', '1998-6-30']) {
      expect(() => parseDay('--clv-cutoff', wrong)).toThrow('is not a day');
    }
  });

  describe('checkedPlan', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-plan-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    const plan = (file: string) => ({
      file,
      reading: {
        columns: { customer: 'who', date: 'when', amount: 'what' },
        currency: 'USD',
        digits: 2,
        timeZone: 'UTC',
        now: Date.now(),
      },
    });

    it('knows the size of a file it can read', async () => {
      const file = join(folder, 'orders.csv');
      writeFileSync(file, 'who,when,what\n');
      expect((await checkedPlan(plan(file))).bytes).toBe(14);
    });

    it('refuses a file without the columns, naming those it has, and a file that is not there', async () => {
      const file = join(folder, 'other.csv');
      writeFileSync(file, 'who,when,price\n1,2,3\n');
      await expect(checkedPlan(plan(file))).rejects.toThrow('no column "what". It has: who, when, price.');
      await expect(checkedPlan(plan(join(folder, 'no.csv')))).rejects.toThrow('There is no file');
      await expect(checkedPlan(plan(folder))).rejects.toThrow('is not a file');
    });
  });
});
