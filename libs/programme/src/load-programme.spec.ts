import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { loadProgramme, parseProgramme, ProgrammeError, programmeJsonSchema } from './index.js';

const jewellerPath = fileURLToPath(new URL('../../../programmes/jeweller.yaml', import.meta.url));
const schemaPath = fileURLToPath(new URL('../../../programmes/programme.schema.json', import.meta.url));
const jewellerText = readFileSync(jewellerPath, 'utf8');

/** What is wrong with the jeweller's document after a change: `line:column where message` each. */
function mistakesAfter(search: string, replacement: string): string[] {
  expect(jewellerText).toContain(search);
  try {
    parseProgramme(jewellerText.replace(search, replacement), 'p.yaml');
  } catch (error) {
    if (!(error instanceof ProgrammeError)) throw error;
    return error.mistakes.map(({ line, column, where, message }) => `${line}:${column} ${where} ${message}`);
  }
  return [];
}

const lineOf = (text: string) => jewellerText.slice(0, jewellerText.indexOf(text)).split('\n').length;

describe('the programme document', () => {
  it('gives the shipped jeweller: rates per currency, limits, referral awards, one campaign', () => {
    const jeweller = loadProgramme(jewellerPath);
    expect(jeweller).toMatchObject({
      id: 'jeweller',
      version: 1,
      timeZone: 'UTC',
      unit: 'points',
      maxReactionAgeDays: 7,
    });
    expect(jeweller.rules).toEqual([
      expect.objectContaining({
        name: 'purchase',
        kind: 'points-per-amount',
        points: 1,
        perFullMinor: { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 },
      }),
      expect.objectContaining({
        name: 'review',
        kind: 'points-per-review',
        points: 5,
        verifiedOnly: true,
        paidPerMonthMax: 5,
      }),
      expect.objectContaining({
        kind: 'points-per-referral',
        referrer: expect.objectContaining({ name: 'referral-referrer', points: 50 }),
        referee: expect.objectContaining({ name: 'referral-referee', points: 20 }),
        purchaseFromMinor: { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 },
      }),
    ]);
    expect(jeweller.campaigns).toEqual([
      {
        id: 'next-purchase',
        trigger: { kind: 'first-purchase' },
        offer: { kind: 'discount', percent: 20, validDays: 60 },
        holdoutPercent: 10,
      },
    ]);
  });

  it.each([
    ['a wrong type', 'points: 1\n', 'points: one\n', 'points: 1\n', 5, 'rules.0.points must be a number'],
    ['a fraction', 'points: 1\n', 'points: 1.5\n', 'points: 1\n', 5, 'rules.0.points must be a whole number'],
    ['a value below the least', 'points: 1\n', 'points: 0\n', 'points: 1\n', 5, 'rules.0.points must be at least 1'],
    [
      'an unknown kind',
      'kind: first-purchase',
      'kind: second-purchase',
      'trigger: { kind',
      16,
      'campaigns.0.trigger.kind must be one of: first-purchase',
    ],
    ['a missing key', 'timeZone: UTC', '# no zone', 'id: jeweller', 1, 'timeZone is missing: a text'],
    [
      'a zone that does not exist',
      'timeZone: UTC',
      'timeZone: Mars/Base',
      'timeZone: UTC',
      1,
      'timeZone must be an IANA time zone, such as UTC or Europe/London',
    ],
    [
      'a currency that is no code',
      'USD: 1000',
      'dollars: 1000',
      'perFullMinor: { USD: 1000',
      21,
      'rules.0.perFullMinor.dollars is not a possible key: must be three capital letters',
    ],
    [
      'a currency that is not in use',
      'USD: 1000',
      'DEM: 1000',
      'perFullMinor: { USD: 1000',
      21,
      'rules.0.perFullMinor.DEM is not a possible key: must be a current ISO 4217 currency, such as USD',
    ],
    [
      'a name taken twice',
      'name: review',
      'name: purchase',
      '- name: review',
      5,
      'rules.1 the name "purchase" is already taken by another rule; every rule and award needs its own',
    ],
  ])('names file, line, column and what would be right: %s', (_title, search, replacement, place, column, message) => {
    expect(mistakesAfter(search, replacement)).toEqual([`${lineOf(place)}:${column} ${message}`]);
  });

  it('refuses a misspelt key instead of ignoring it', () => {
    const line = lineOf('paidPerMonthMax');
    expect(mistakesAfter('paidPerMonthMax: 5', 'paidPerMonthsMax: 5')).toEqual([
      `${lineOf('- name: review')}:5 rules.1.paidPerMonthMax is missing: a number`,
      `${line}:5 rules.1.paidPerMonthsMax is not a key of the programme here; see programme.schema.json`,
    ]);
  });

  it('lists every mistake at once, each as file:line:column', () => {
    const broken = jewellerText.replace('version: 1', 'version: "1"').replace('percent: 20', 'percent: 200');
    expect(() => parseProgramme(broken, 'p.yaml')).toThrow(
      `p.yaml:${lineOf('version: 1')}:1 version must be a number\np.yaml:${lineOf('offer: {')}:30 campaigns.0.offer.percent must be at most 100`,
    );
  });

  it('names the line of text that is no YAML, and of a key that is there twice', () => {
    expect(() => parseProgramme('id: [jeweller\nversion: 1\n', 'p.yaml')).toThrow(/^p\.yaml:\d:\d+ /);
    expect(mistakesAfter('unit: points', 'unit: points\nunit: stars')).toEqual([
      `${lineOf('unit: points') + 1}:1  Map keys must be unique`,
    ]);
  });

  it('says so when the file is not there', () => {
    expect(() => loadProgramme('/nowhere/p.yaml')).toThrow(/^\/nowhere\/p\.yaml:1:1 cannot be read/);
  });

  it('has a JSON Schema beside it that is that of the code (UPDATE_SCHEMA=1 writes it)', () => {
    const generated = `${JSON.stringify(programmeJsonSchema(), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(schemaPath, generated);
    expect(readFileSync(schemaPath, 'utf8')).toBe(generated);
  });
});
