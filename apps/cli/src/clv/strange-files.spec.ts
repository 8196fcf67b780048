import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../program.js';

const directory = mkdtempSync(join(tmpdir(), 'perennial-strange-'));
let files = 0;

function fileOf(text: string | Buffer): string {
  const file = join(directory, `${(files += 1)}.csv`);
  writeFileSync(file, text);
  return file;
}

/** Keeps what is written to a stream, which writes nothing until `end`. */
function listenTo(stream: NodeJS.WriteStream) {
  const { write } = stream;
  const heard: string[] = [];
  const hear = (text: unknown): boolean => heard.push(String(text)) > 0;
  Object.defineProperty(stream, 'write', { value: hear, configurable: true, writable: true });
  return () => {
    Object.defineProperty(stream, 'write', { value: write, configurable: true, writable: true });
    return heard.join('');
  };
}

/** What a person at the terminal sees. */
async function perennialClv(command: string, text: string | Buffer, ...options: string[]) {
  const argv = [
    'node',
    'perennial',
    'clv',
    command,
    fileOf(text),
    '--columns',
    'customer=customer,date=date,amount=amount',
  ];
  const [endOut, endErr] = [listenTo(process.stdout), listenTo(process.stderr)];
  const code = await run([...argv, ...options]);
  return { code, out: endOut(), err: endErr() };
}

const HEADER = 'customer,date,amount';
const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

/** Thirty customers, some of whom come back. */
const usual = Array.from({ length: 90 }, (_, i) => `c${i % (30 - (i % 7))},2027-0${1 + (i % 6)}-${10 + (i % 15)},${5 + (i % 4)}.50`); // prettier-ignore

async function inputOf(text: string | Buffer, ...options: string[]) {
  const { code, out, err } = await perennialClv('fit', text, '--json', ...options);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

describe('perennial clv on files as they come', () => {
  it('reads the same of a file with a byte-order mark, CRLF, semicolons and quotes', async () => {
    const dressed = `\ufeff"customer";"date";"amount"\r\n${usual.map((row) => row.replace(/,/g, '";"')).map((row) => `"${row}"`).join('\r\n')}\r\n`; // prettier-ignore
    const [plain, other] = [await inputOf(csv(...usual)), await inputOf(dressed)];
    expect({ ...other, seconds: 0 }).toEqual({ ...plain, seconds: 0 });
    expect(plain).toMatchObject({ input: { rows: 90, orders: 90, wrong: 0 }, notFitted: null });
  });

  it('reads a line break inside quotes as part of the cell', async () => {
    const found = await inputOf(csv('"Ann\nLee",2027-01-01,5', '"Ann\nLee",2027-02-01,5', 'b,2027-01-05,5'));
    expect(found).toMatchObject({ customers: 2, input: { rows: 3, wrong: 0 } });
  });

  it('takes the day that is written, whatever time and zone stand behind it', async () => {
    const forms = ['2027-01-02', '2027-01-02T23:59:59Z', '2027-01-02T00:30:00+14:00', '2027-01-02 10:00:00.123-08:00', '20270102']; // prettier-ignore
    const found = await inputOf(csv(...forms.map((date) => `a,${date},5`), 'b,2027-02-01,5', 'b,2027-03-01T01:00:00-05:00,5')); // prettier-ignore
    expect(found).toMatchObject({ customers: 2, groups: 2, cut: '2027-03-01', input: { orders: 7, wrong: 0 } });
  });

  it('trims customers, counts blank ones, and takes equal rows for orders of one day', async () => {
    const rows = [' a ,2027-01-01,5', 'a,2027-01-01,5', 'a,2027-01-01,5', '  ,2027-01-01,5', 'b c,2027-01-02,5'];
    const found = await inputOf(csv(...rows));
    expect(found).toMatchObject({ customers: 2, input: { rows: 5, orders: 4, withoutCustomer: 1 } });
  });

  it('forecasts by the model in which nobody gives up where the file does not show that customers do', async () => {
    const day = (index: number) => `2027-01-${String(1 + index).padStart(2, '0')}`;
    // Of 40, three bought a second time, early: the likelihood is best where everybody gives up with that.
    const once = Array.from({ length: 40 }, (_, i) => `c${i},${day(0)},5`);
    const rows = csv(...once, ...[3, 4, 5].map((index) => `c${index},${day(index)},5`), `late,${day(20)},5`);
    const { out } = await perennialClv('fit', rows);
    expect(out).toMatch(/Nothing here shows that customers give up, nor that they do not/);
    expect(out).toMatch(/r [0-9.e+]+, alpha [0-9.e+]+, P\(alive\) 1 for everybody/);
    expect(await inputOf(rows)).toMatchObject({
      ...{ dropoutIdentified: false, dropoutLimit: 'everybody-at-once', forecastParams: { a: 0, b: 1 } },
    });
    const told = JSON.parse((await perennialClv('predict', rows, '--json')).out) as { pAlive: number; x: number }[];
    expect(told.filter(({ x }) => x === 1).map(({ pAlive }) => pAlive)).toEqual([1, 1, 1]);
  });

  it.each<[string, string, RegExp]>([
    ['bgnbd', 'everybody-at-once', /everybody gives up with the first repeat purchase/],
    ['mbgnbd', 'everybody-alike', /all give up alike/],
  ])('says where the parameters of giving up ran to: %s, %s', async (model, dropoutLimit, words) => {
    const rows = csv(
      ...Array.from({ length: 80 }, (_, i) => `c${i % 40},2027-01-0${i < 40 ? 1 : 2},5`),
      'z,2027-06-30,5',
    );
    expect((await perennialClv('fit', rows, '--model', model)).out).toMatch(words);
    expect(await inputOf(rows, '--model', model)).toMatchObject({ dropoutIdentified: true, dropoutLimit });
  });

  it.each(['day', 'week', 'month', 'year'])('expects the same with time in %ss', async (unit) => {
    const backtest = async (...options: string[]) =>
      JSON.parse((await perennialClv('backtest', csv(...usual), '--json', ...options)).out);
    const [here, weeks] = [await backtest('--unit', unit), await backtest()];
    expect(here).toMatchObject({ unit, customers: weeks.customers, cut: weeks.cut });
    expect(here.expectedPurchases).toBeCloseTo(weeks.expectedPurchases, 6);
  });

  it.each(['fit', 'predict', 'backtest'])(
    '%s has an answer to customers who all bought on one day only',
    async (command) => {
      const { code, out } = await perennialClv(command, csv('a,2027-01-01,5', 'b,2027-02-01,5'));
      expect(code).toBe(0);
      expect(out).toMatch(command === 'predict' ? /^customer,x,.*\na,0,0,4\./s : /Nothing to fit: /);
    },
  );

  it('takes the one of two columns that is named by its number, and of one name by its capitals', async () => {
    const rows =
      'customer,date,amount,date,Date\na,2027-01-01,5,2027-02-01,2027-03-01\nb,2027-01-01,5,2027-02-01,2027-03-01\n';
    for (const [date, cut] of Object.entries({ 4: '2027-02-01', Date: '2027-03-01' }))
      expect(await inputOf(rows, '--columns', `customer=customer,date=${date},amount=amount`)).toMatchObject({ cut });
  });

  it.each<[string, string, number]>([
    ['2062-03-05', 'after all the others', 35],
    ['1991-03-05', 'before all the others', 36],
  ])('warns of a date mistyped as %s: %s by %i years', async (date, where, years) => {
    const rows = csv(...usual, `typo,${date},5`);
    const warning = `line 92: ${date} lies ${years} years ${where}`;
    const [fit, asJson] = [await perennialClv('fit', rows), await perennialClv('fit', rows, '--json')];
    expect(fit).toMatchObject({ err: '', out: expect.stringContaining(warning) });
    expect(fit.out).toMatch(date > '2027' ? /--cut 2027-06-24/ : /taken for the first/);
    expect(asJson.err).toContain(warning);
    expect(JSON.parse(asJson.out)).toMatchObject({ input: { strayDates: [{ line: 92, date }] } });
    expect((await perennialClv('predict', rows)).err).toContain(warning);
    expect((await perennialClv('backtest', rows)).out).toContain(warning);
    expect((await perennialClv('backtest', rows, '--json')).err).toContain(warning);
  });

  it('names a year too far of a file of two years, and says no more of --cut where there is one', async () => {
    const days = Array.from({ length: 700 }, (_, i) => new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10));
    const rows = csv(...days.map((day, i) => `c${i % 40},${day},5`), 'typo,2027-11-03,5');
    expect((await perennialClv('fit', rows)).out).toContain('line 702: 2027-11-03 lies 337 days after all the others');
    const { out } = await perennialClv('fit', rows, '--cut', '2026-12-01');
    expect(out).toContain('line 702: 2027-11-03');
    expect(out).not.toContain('--cut');
  });

  it('has nothing to say of files in which time passes as usual, however sparse', async () => {
    for (const rows of [csv(...usual), csv('a,2027-01-01,5', 'b,2027-08-01,5', 'c,2028-02-01,5', 'a,2028-12-24,5')])
      expect((await perennialClv('fit', rows)).out).not.toMatch(/ lies /);
  });

  it('has an answer to one row', async () => {
    expect(await inputOf(csv('a,2027-01-01,5'))).toMatchObject({
      ...{ params: null, gammaGamma: null, customers: 1, notFitted: { reason: 'too-few-customers' } },
    });
  });

  it('sees whoever bought until a cut that lies after all rows, and nobody else', async () => {
    expect(await inputOf(csv('a,2027-01-01,5', 'b,2027-02-01,5'), '--cut', '2069-12-31')).toMatchObject({
      customers: 2,
    });
  });
});

describe('perennial clv refuses, in words and without a stack trace,', () => {
  it.each<[string, string, string | Buffer, string[], RegExp]>([
    ['an empty file', 'FILE_NOTHING_USABLE', '', [], /empty/],
    ['a header alone', 'FILE_NOTHING_USABLE', csv(), [], /None of 0 rows/],
    ['returns alone', 'FILE_NOTHING_USABLE', csv('a,2027-01-01,-5', 'b,2027-01-02,-5'), [], /2 returns/],
    [
      'blank customers alone',
      'FILE_NOTHING_USABLE',
      csv(',2027-01-01,5', ' ,2027-01-02,5'),
      [],
      /2 without a customer/,
    ],
    ['thousands that may be decimals', 'FILE_AMOUNT_AMBIGUOUS', csv('a,2027-01-01,"1,234"'), [], /--decimal/],
    ['days that may be months', 'FILE_DATE_AMBIGUOUS', csv('a,03/04/2027,5', 'a,05/06/2027,5'), [], /--date-format/],
    ['a column of another name', 'FILE_COLUMN_MISSING', `Customer ID,date,amount\na,2027-01-01,5\n`, [], /"customer"; did you mean "Customer ID"\? It has 3: /], // prettier-ignore
    ['two columns of one name', 'FILE_COLUMN_TWICE', `customer,date,amount,date\na,2027-01-01,5,2027-02-01\n`, [], /2 columns "date", number 2 and 4.*--columns date=2/], // prettier-ignore
    ['two columns of one name but for capitals', 'FILE_COLUMN_TWICE', `Customer,CUSTOMER,date,amount\na,a,2027-01-01,5\n`, [], /2 columns "customer"/], // prettier-ignore
    ['a column that is not there', 'FILE_COLUMN_MISSING', `who,date,amount\na,2027-01-01,5\n`, [], /"customer"\. It has 3: "who"/], // prettier-ignore
    ['a cut before all rows', 'FILE_CUT_OUTSIDE', csv(...usual), ['--cut', '2026-12-31'], /2027-01-10 or later/],
    ['a cut that is no day', 'OPTION_INVALID', csv(...usual), ['--cut', '2027-02-30'], /--cut/],
    ['a unit all of its own', 'OPTION_INVALID', csv(...usual), ['--unit', 'all'], /"all" is not one of day, week/],
    ['a model nobody knows', 'OPTION_INVALID', csv(...usual), ['--model', 'nbd'], /--model/],
    [
      'bytes that are no text',
      'FILE_COLUMN_MISSING',
      Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0, 0xfe]),
      [],
      /no column "customer"\. Is it UTF-8 text/,
    ],
    ['a misspelt column beside one that is no UTF-8', 'FILE_COLUMN_MISSING', Buffer.from('custmer,date,amount,gr\xf6\xdfe\na,2027-01-01,5,1\n', 'latin1'), [], /did you mean "custmer"\? It has 4: "custmer", "date"/], // prettier-ignore
    ['no such column in a file that is no UTF-8', 'FILE_COLUMN_MISSING', Buffer.from('who,date,amount,gr\xf6\xdfe\na,2027-01-01,5,1\n', 'latin1'), [], /"customer"\. Is it UTF-8 text\? .* It has 4: "who", "date"/], // prettier-ignore
    ['UTF-16', 'FILE_COLUMN_MISSING', Buffer.from('\ufeffcustomer,date,amount\n', 'utf16le'), [], /no column "customer"\. Is it UTF-8 text/], // prettier-ignore
  ])('%s: %s', async (_title, code, text, options, message) => {
    for (const json of [[], ['--json']]) {
      const seen = await perennialClv('fit', text, ...options, ...json);
      expect(seen).toMatchObject({ code: 2, out: '' });
      expect(seen.err).toMatch(message);
      expect(seen.err).toContain(`(${code})`);
      expect(seen.err).not.toMatch(/^ +at |NaN|undefined/m);
    }
  });

  it.each(['fit', 'predict', 'backtest'])('a file of which every order was returned, of %s', async (command) => {
    const rows = usual.flatMap((row) => [row, row.replace(/,(?=[^,]*$)/, ',-')]);
    const seen = await perennialClv(command, csv(...rows), '--json');
    expect(seen).toMatchObject({ code: 2, out: '' });
    expect(seen.err).toMatch(/None of 90 orders is left: 90 returns took back all of them\. \(FILE_NOTHING_USABLE\)/);
    expect((await perennialClv(command, csv(...rows, 'a,2027-01-01,5', 'b,2027-07-01,5'), '--json')).code).toBe(0);
  });

  it('a cut with nothing behind it, of a backtest', async () => {
    const seen = await perennialClv('backtest', csv(...usual), '--cut', '2027-12-31');
    expect(seen).toMatchObject({ code: 2, out: '', err: expect.stringContaining('FILE_CUT_OUTSIDE') });
  });
});
