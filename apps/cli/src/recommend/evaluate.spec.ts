import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { evaluateFile, type EvaluateFlags } from './evaluate.js';

const dir = mkdtempSync(join(tmpdir(), 'perennial-recommend-'));
afterAll(() => rmSync(dir, { recursive: true }));

const FLAGS = { columns: 'customer=customer,date=date,product=product', cut: '2027-01-31', k: '10' };

async function run(text: string, change: Partial<EvaluateFlags> = {}): Promise<string> {
  const file = join(dir, 'orders.csv');
  writeFileSync(file, text);
  let told = '';
  const output = { write: (part: string) => ((told += part), true) };
  const silent = { write: () => true };
  await evaluateFile(file, { ...FLAGS, ...change }, output as never, silent as never);
  return told;
}

const rows = (who: readonly string[], product: string, date: string) =>
  who.map((one) => `${one},${date},${product}\n`).join('');

// Six have a ring and two of them a chain; after January three buy a chain, one a watch, one another ring.
const SHOP = [
  'customer,date,product\n',
  rows(['a', 'b', 'c', 'd', 'e', 'f', 'k', 'l'], 'ring', '2027-01-10'),
  rows(['k', 'l'], 'chain', '2027-01-20'),
  rows(['m'], 'watch', '2027-01-21'),
  rows(['a', 'b', 'c'], 'chain', '2027-03-01'),
  rows(['d'], 'watch', '2027-03-02'),
  rows(['e'], 'ring', '2027-03-03'),
].join('');

describe('perennial recommend evaluate', () => {
  it('says as JSON how often each way of recommending foretold the first purchase after the cut', async () => {
    const told = JSON.parse(await run(SHOP, { k: '1', json: true })) as Record<string, unknown>;
    expect(told).toMatchObject({
      customers: 5,
      boughtAgain: 1,
      popularity: { hitRate: 0.6, mrr: 0.6 },
      itemItem: { hitRate: 0.6, mrr: 0.6 },
      k: 1,
      cut: '2027-01-31',
      products: 3,
      input: { rows: 16, purchases: 16, withoutCustomer: 0, returns: 0, withoutProduct: 0, wrong: 0, examples: [] },
    });
    expect(told['seconds']).toEqual(expect.any(Number));
  });

  it('says the same as a table', async () => {
    const told = await run(SHOP);
    expect(told).toContain('16 rows: 16 purchases of 3 products by 9 customers\n');
    expect(told).toMatch(/popularity +80\.0 % +0\.7000/);
    expect(told).toMatch(/bought together +80\.0 % +0\.7000/);
    expect(told).toContain('1 customer first bought only what they had or had sent back');
  });

  it('counts what it leaves out, and names the first wrong rows', async () => {
    const dirt = 'a,nonsense,ring\n,2027-01-05,ring\nb,2027-01-05,\n';
    const told = JSON.parse(await run(SHOP + dirt, { json: true })) as { input: object };
    expect(told.input).toEqual({
      rows: 19,
      purchases: 16,
      returns: 0,
      withoutCustomer: 1,
      withoutProduct: 1,
      wrong: 1,
      examples: [{ line: 18, reason: expect.stringContaining('"nonsense" is not a date') as string }],
    });
    expect(await run(SHOP + dirt)).toContain(
      'left out: 1 without a customer, 1 without a product, 1 wrong\n  line 18: ',
    );
  });

  it.each([
    ['a quantity below 0', 'quantity', '2', '-2'],
    ['an amount below 0', 'amount', '19.90', '(19.90)'],
  ])('takes %s for a return, after which the customer has the product no more', async (_title, key, paid, back) => {
    const shop = SHOP.replaceAll('\n', `,${paid}\n`).replace(`product,${paid}`, `product,${key}`);
    const more = `e,2027-01-12,ring,${back}\nf,2027-03-01,ring,${back}\n`;
    const columns = `${FLAGS.columns},${key}=${key}`;
    const told = JSON.parse(await run(shop + more, { columns, json: true })) as Record<string, unknown>;
    // Who sent the ring back buys it again: that is nothing they have, and still nothing that is recommended.
    expect(told).toMatchObject({ customers: 5, boughtAgain: 1, input: { rows: 18, purchases: 16, returns: 2 } });
    expect(await run(shop + more, { columns })).toContain('by 9 customers, 2 returns\n');
  });

  it('leaves out a quantity that is 0 or none, and says so', async () => {
    const text =
      'customer,date,product,quantity\na,2027-01-01,x,1\na,2027-02-01,y,1\na,2027-01-02,x,0\na,2027-01-03,x,two\n';
    const told = JSON.parse(await run(text, { columns: `${FLAGS.columns},quantity=quantity`, json: true })) as {
      input: object;
    };
    expect(told.input).toMatchObject({
      wrong: 2,
      examples: [
        { line: 4, reason: 'quantity: 0 is neither bought nor returned' },
        { line: 5, reason: expect.stringContaining('quantity: "two" is not an amount') as string },
      ],
    });
  });

  it.each<[string, string, Partial<EvaluateFlags>, string]>([
    [
      'an amount with two meanings',
      'customer,date,product,amount\na,2027-01-01,x,"1,234"\n',
      { columns: `${FLAGS.columns},amount=amount` },
      'FILE_AMOUNT_AMBIGUOUS',
    ],
    ['a decimal mark that is none', SHOP, { decimal: ';' }, 'OPTION_INVALID'],
    ['a column that is not there', SHOP, { columns: 'customer=customer,date=date,product=sku' }, 'FILE_COLUMN_MISSING'],
    ['no column of products', SHOP, { columns: 'customer=customer,date=date' }, 'OPTION_INVALID'],
    ['a cut that is no day', SHOP, { cut: 'January' }, 'OPTION_INVALID'],
    ['a cut with nothing before it', SHOP, { cut: '2026-12-31' }, 'FILE_CUT_OUTSIDE'],
    ['a cut with nothing after it', SHOP, { cut: '2027-03-03' }, 'FILE_CUT_OUTSIDE'],
    ['a number of recommendations that is none', SHOP, { k: '0' }, 'OPTION_INVALID'],
    ['no row of use', 'customer,date,product\n,2027-01-01,a\nb,2027-01-01,\n', {}, 'FILE_NOTHING_USABLE'],
    ['an empty file', '', {}, 'FILE_NOTHING_USABLE'],
  ])('refuses %s', async (_title, text, change, code) => {
    await expect(run(text, change)).rejects.toMatchObject({ code });
  });
});
