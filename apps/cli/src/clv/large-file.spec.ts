import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { dateOf, dayNumber } from '@perennial/clv';

import { backtest } from './backtest.js';
import type { ClvFlags } from './clv-options.js';
import { fit } from './fit.js';

const CUSTOMERS = 100_000;
const DAYS = 730;
const FIRST_DAY = dayNumber('2025-01-01');

/** Numbers in (0, 1), the same in every run (xorshift). */
function uniforms(): () => number {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

/**
 * Two years of a shop: customers of different rates who give up after a purchase, 1 in 10 with each; some buy daily; 1 in 20 purchases
 * comes back; many have bought before the file begins, and many on its last days only.
 */
function rowsOfShop(): string[] {
  const uniform = uniforms();
  const rows = ['customer,date,amount'];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const meanDays = customer % 1_000 === 0 ? 1 : 40 - 60 * Math.log(uniform());
    let day = Math.floor((DAYS + 200) * uniform()) - 200;
    for (; day < DAYS; day += Math.max(1, Math.round(-meanDays * Math.log(uniform())))) {
      const amount = (5 + 40 * uniform()).toFixed(2);
      if (day >= 0) rows.push(`c${customer},${dateOf(FIRST_DAY + day)},${amount}`);
      if (day >= 0 && day < DAYS - 9 && uniform() < 0.05)
        rows.push(`c${customer},${dateOf(FIRST_DAY + day + 9)},-${amount}`);
      if (uniform() < 0.1) break;
    }
  }
  return rows;
}

const silent = new Writable({ write: (_text, _encoding, done) => done() });

async function jsonOf(command: typeof fit, file: string, flags: ClvFlags) {
  const written: string[] = [];
  const out = new Writable({
    write(text, _encoding, done) {
      written.push(String(text));
      done();
    },
  });
  expect(await command(file, { ...flags, json: true }, out, silent)).toBe(0);
  return JSON.parse(written.join(''));
}

describe('a file of 100,000 customers, with daily buyers, refunds, one-day histories, and a beginning that is cut off', () => {
  const directory = mkdtempSync(join(tmpdir(), 'perennial-large-'));
  const file = join(directory, 'orders.csv');
  const usual = { columns: 'customer=customer,date=date,amount=amount', unit: 'week' };
  beforeAll(() => writeFileSync(file, `${rowsOfShop().join('\n')}\n`));
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(['bgnbd', 'mbgnbd', 'paretonbd'])('is fitted by %s, and says that all give up alike', async (model) => {
    const found = await jsonOf(fit, file, { ...usual, model });
    expect(found).toMatchObject({ notFitted: null, dropoutIdentified: true, dropoutLimit: 'everybody-alike' });
    expect(found.customers).toBeGreaterThan(80_000);
    expect(found.input.returns).toBeGreaterThan(5_000);
    expect([...Object.values(found.params), found.logLikelihood].every(Number.isFinite)).toBe(true);
    const { a, b } = found.params;
    if (model !== 'paretonbd') expect(Math.abs(a / (a + b) - 0.1)).toBeLessThan(0.03);
    expect(found.gammaGamma).toMatchObject({ meanIdentified: true });
  });

  it('shows a terminal how far it is read, how fast and how long it will take, and takes that away', async () => {
    const shown: string[] = [];
    const terminal = { isTTY: true, columns: 120, write: (text: string) => shown.push(text) };
    expect(await fit(file, { ...usual, model: 'mbgnbd', json: true }, silent, terminal)).toBe(0);
    expect(shown.some((text) => /█+░+ +\d+ % {2}[\d,]+ rows {2}[\d,]+\/s {2}\S+.* left$/.test(text))).toBe(true);
    expect(shown.findLast((text) => text !== '')).toBe('\r\u001b[2K');
  });

  it('is forecast within a tenth of what came, by a backtest', async () => {
    const found = await jsonOf(backtest, file, { ...usual, model: 'bgnbd' });
    expect(found.actualPurchases).toBeGreaterThan(10_000);
    expect(Math.abs(found.bias)).toBeLessThan(0.1);
    expect(found.mae).toBeGreaterThan(0);
    expect(found.topDecileCapture).toBeGreaterThan(0.12);
  });
});
