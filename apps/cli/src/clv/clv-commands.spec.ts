import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

import { describeWithRealData } from '@perennial/testing';

import type { Output } from '../screen/screen.js';
import { backtest } from './backtest.js';
import type { ClvFlags } from './clv-options.js';
import { fit } from './fit.js';
import { predict } from './predict.js';

const silent = new Writable({ write: (_text, _encoding, done) => done() });
const directory = mkdtempSync(join(tmpdir(), 'perennial-clv-'));
const usual: ClvFlags = { columns: 'customer=customer,date=date,amount=amount', unit: 'week', model: 'bgnbd' };

type Command<Flags> = (file: string, flags: Flags, out: Writable, err: Output) => Promise<number>;

async function stdoutOf<Flags>(command: Command<Flags>, file: string, flags: Flags): Promise<string> {
  const written: string[] = [];
  const out = new Writable({
    write(text, _encoding, done) {
      written.push(String(text));
      setImmediate(done); // as slow as a pipe
    },
  });
  expect(await command(file, flags, out, silent)).toBe(0);
  await new Promise((resolve) => out.end(resolve));
  return written.join('');
}

async function jsonOf<Flags extends object>(command: Command<Flags>, file: string, flags: Flags) {
  return JSON.parse(await stdoutOf(command, file, { ...flags, json: true }));
}

function fileOf(rows: readonly string[]): string {
  const file = join(directory, `${rows.length}.csv`);
  writeFileSync(file, `customer,date,amount\n${rows.join('\n')}\n`);
  return file;
}

const oneDayEach = fileOf(
  Array.from({ length: 30 }, (_, i) => `c${i},2027-01-${String(1 + (i % 28)).padStart(2, '0')},5`),
);

describe('perennial clv', () => {
  it('says that one day of everybody tells nothing, and still counts', async () => {
    expect(await jsonOf(fit, oneDayEach, usual)).toMatchObject({
      params: null,
      logLikelihood: null,
      standardErrors: null,
      gammaGamma: null,
      customers: 30,
      groups: 28,
      dropoutIdentified: false,
      notFitted: { reason: 'no-repeat-purchases' },
      cut: '2027-01-28',
    });
    expect(await jsonOf(backtest, oneDayEach, usual)).toMatchObject({
      mae: null,
      cut: '2027-01-14',
      actualPurchases: 0,
    });
  });

  it('predicts nothing there, but has a row for each customer', async () => {
    const csv = await stdoutOf(predict, oneDayEach, { ...usual, horizon: '12 months', discount: '0.1' });
    expect(csv.split('\n').slice(0, 2)).toEqual([
      'customer,x,t_x,T,pAlive,expectedPurchases,expectedSpend,clv',
      `c0,0,0,${27 / 7},,,,`,
    ]);
    expect(csv.trim().split('\n')).toHaveLength(31);
  });

  it.each(['bgnbd', 'mbgnbd', 'paretonbd'])(
    'holds the forecast of NBD against the rest where %s tells no dropout',
    async (model) => {
      // Five of 105 came back, early; the likeliest is that everybody then gives up, and of them nothing would be expected.
      const back = ['2027-01-08', '2027-01-15', '2027-01-22', '2027-01-29', '2027-02-05'];
      const rows = Array.from({ length: 105 }, (_, i) => `c${i},2027-01-01,5`);
      const file = fileOf([...rows, ...back.map((date, i) => `c${i},${date},5`), 'c9,2027-05-21,5']);
      const seen = await jsonOf(backtest, file, { ...usual, model, cut: '2027-03-12' });
      expect(seen).toMatchObject({ dropoutIdentified: false, customers: 105 });
      const { r, alpha } = seen.forecastParams;
      expect(seen.expectedPurchases).toBeCloseTo(((105 * r + 5) / (alpha + 10)) * 10, 9);
    },
  );

  it('sees nothing after the cut', async () => {
    expect(await jsonOf(fit, oneDayEach, { ...usual, cut: '2027-01-05' })).toMatchObject({ customers: 7 });
    expect(await jsonOf(fit, oneDayEach, { ...usual, cut: '2028-01-05' })).toMatchObject({ customers: 30 });
  });

  it.each([
    [{ unit: 'fortnight' }, /--unit: "fortnight" is not one of day, week, month, year/],
    [{ model: 'arima' }, /--model: "arima" is not one of bgnbd, mbgnbd/],
    [{ cut: '1997' }, /--cut: "1997" is not a day/],
    [{ decimal: ';' }, /--decimal/],
    [{ columns: 'date=date' }, /customer is missing/],
  ])('refuses %j with OPTION_INVALID', async (change, message) => {
    const failed = fit(oneDayEach, { ...usual, ...change }, silent, silent);
    await expect(failed).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(message) });
  });

  it.each([
    [{ horizon: 'soon' }, /--horizon/],
    [{ horizon: '0 weeks' }, /--horizon/],
    [{ horizon: '2 moons' }, /--horizon/],
    [{ discount: '-1' }, /--discount/],
    [{ discount: '5' }, /--discount.*0\.1 for 10 %/],
  ])('refuses to predict with %j', async (change, message) => {
    const flags = { ...usual, horizon: '1 year', discount: '0', ...change };
    await expect(predict(oneDayEach, flags, silent, silent)).rejects.toThrow(message);
  });

  it('refuses a cut outside of the file, and a file that is not there', async () => {
    for (const cut of ['2026-12-31', '2027-01-28']) {
      const failed = backtest(oneDayEach, { ...usual, cut }, silent, silent);
      await expect(failed).rejects.toMatchObject({ code: 'FILE_CUT_OUTSIDE' });
    }
    await expect(fit(join(directory, 'nothing'), usual, silent, silent)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    const folder = fit(directory, usual, silent, silent);
    await expect(folder).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/is a folder/),
    });
  });

  it('reads standard input where the file is -', async () => {
    const { stdin } = process;
    Object.defineProperty(process, 'stdin', { value: Readable.from([readFileSync(oneDayEach)]), configurable: true });
    try {
      expect(await jsonOf(fit, '-', usual)).toMatchObject({ customers: 30, cut: '2027-01-28' });
    } finally {
      Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    }
  });

  it('predicts in a CSV file that no spreadsheet takes for formulas; as JSON customers are as they stand', async () => {
    const file = fileOf(['=1+1,2027-01-01,5', '"@a,""b""",2027-01-02,5', '-7,2027-01-03,5']);
    const flags = { ...usual, horizon: '12 months', discount: '0.1' };
    const [, ...rows] = (await stdoutOf(predict, file, flags)).trim().split('\n');
    expect(rows).toEqual([/^'=1\+1,0,/, /^"'@a,""b""",0,/, /^'-7,0,/].map((begin) => expect.stringMatching(begin)));
    const asJson = (await jsonOf(predict, file, flags)) as { customer: string }[];
    expect(asJson.map(({ customer }) => customer)).toEqual(['=1+1', '@a,"b"', '-7']);
  });
});

const FILES = ['cdnow/transactions.csv', 'cdnow/expected.json', 'cdnow/expected_customers.csv'];
const TITLE = 'perennial clv on the CDNOW sample';

describeWithRealData(TITLE, FILES, (transactions = '', figures = '', perCustomer = '') => {
  const { computed } = JSON.parse(readFileSync(figures, 'utf8'));
  const flags: ClvFlags = { ...usual, columns: 'customer=customer_id,date=date,amount=amount_usd', cut: '1997-09-30' };

  it('fit prints the published parameters, standard errors and log-likelihoods', async () => {
    const printed = await jsonOf(fit, transactions, flags);
    expect(printed).toMatchObject({
      model: 'bgnbd',
      customers: 2357,
      groups: 1016,
      dropoutIdentified: true,
      unit: 'week',
    });
    for (const name of ['r', 'alpha', 'a', 'b']) {
      expect(printed.params[name] / computed.bgnbd[name]).toBeCloseTo(1, 3);
      expect(printed.standardErrors[name] / computed.bgnbd_standard_errors[name]).toBeCloseTo(1, 3);
    }
    for (const name of ['p', 'q', 'v']) expect(printed.gammaGamma[name] / computed.gamma_gamma[name]).toBeCloseTo(1, 3);
    expect(printed.logLikelihood).toBeCloseTo(computed.bgnbd.LL, 3);
    expect(printed.gammaGamma.logLikelihood).toBeCloseTo(computed.gamma_gamma.LL, 3);
    expect(printed.seconds).toBeGreaterThan(0);
  });

  it('backtest prints .785, 1.608, -.121, .467 and 30.41, and the middle of the time is the published cut', async () => {
    const printed = await jsonOf(backtest, transactions, flags);
    const known = computed.holdout_39w;
    expect(printed.mae).toBeCloseTo(known.holdout_bgnbd.mae, 4);
    expect(printed.rmse).toBeCloseTo(known.holdout_bgnbd.rmse, 4);
    expect(printed.bias).toBeCloseTo(known.holdout_bgnbd.bias_pct / 100, 4);
    expect(printed.topDecileCapture).toBeCloseTo(known.top_decile_capture_x.bgnbd_cet, 6);
    expect(printed.spendMae).toBeCloseTo(known.holdout_spend.mae, 2);
    expect(printed).toMatchObject({ until: '1998-06-30', actualPurchases: 1882, customers: 2357 });
    const { cut: _cut, ...withoutCut } = flags;
    const usualCut = await jsonOf(backtest, transactions, withoutCut);
    expect({ ...usualCut, seconds: 0 }).toEqual({ ...printed, seconds: 0 });
  });

  it.each([
    ['mbgnbd', 'holdout_mbgnbd'],
    ['paretonbd', 'holdout_pnbd'],
  ] as const)('backtest with %s prints its published figures', async (model, key) => {
    const printed = await jsonOf(backtest, transactions, { ...flags, model });
    const known = computed.holdout_39w[key];
    expect(printed).toMatchObject({
      model,
      params: { r: expect.closeTo(computed[model === 'mbgnbd' ? model : 'pareto_nbd'].r, 3) },
    });
    expect(printed.mae).toBeCloseTo(known.mae, 3);
    expect(printed.rmse).toBeCloseTo(known.rmse, 3);
    expect(printed.bias).toBeCloseTo(known.bias_pct / 100, 3);
  });

  it('predict gives everybody the expected P(alive), purchases, spend and value of 12 months at 1 % a month', async () => {
    const yearly = String(1.01 ** 12 - 1);
    const rows = await jsonOf(predict, transactions, { ...flags, horizon: '12 months', discount: yearly });
    const weeks = await jsonOf(predict, transactions, { ...flags, horizon: '39 weeks', discount: '0' });
    const table = readFileSync(perCustomer, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number)); // prettier-ignore
    expect(rows).toHaveLength(2357);
    table.forEach(([id, x, tx, T, , , , alive, in39, , spend, clv], i) => {
      expect(rows[i]).toMatchObject({ customer: String(id), x });
      for (const [value, known] of [
        [rows[i].t_x, tx],
        [rows[i].T, T],
        [rows[i].pAlive, alive],
        [weeks[i].expectedPurchases, in39],
        [rows[i].expectedSpend, spend],
        [rows[i].clv, clv],
      ]) {
        // prettier-ignore
        expect(Math.abs(value - known!)).toBeLessThan(1e-3 * Math.max(1, known!));
      }
    });
  });

  it('counts time in days or weeks without another forecast', async () => {
    const [inWeeks, inDays] = await Promise.all(
      ['week', 'day'].map((unit) => jsonOf(backtest, transactions, { ...flags, unit })),
    );
    expect(inDays.params.alpha / inWeeks.params.alpha).toBeCloseTo(7, 4);
    expect(inDays.mae).toBeCloseTo(inWeeks.mae, 6);
  });

  it('draws the weeks as SVG and as text, with a line at the cut', async () => {
    const svg = join(directory, 'weeks.svg');
    const text = await stdoutOf(backtest, transactions, { ...flags, svg });
    expect(readFileSync(svg, 'utf8').match(/<rect /g)).toHaveLength(78 + 2);
    expect(text).toMatch(/╌ cut\n +1997-10-21 /);
    expect(text).toContain('bias -12.1 %');
  });
});
