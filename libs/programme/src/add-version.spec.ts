import { readFileSync } from 'node:fs';

import {
  addVersion,
  parseProgramme,
  ProgrammeChangeRefused,
  programmeAt,
  ProgrammeStartsTooEarly,
  ProgrammeVersionTaken,
  ProgrammeVersionTooLow,
  sinceAlways,
  type ProgrammeHistory,
  type Refusal,
} from './index.js';

const textOf = (name: string) => readFileSync(new URL(`../../../programmes/${name}.yaml`, import.meta.url), 'utf8');
const jewellerText = textOf('jeweller');
const clubText = textOf('travel-club');

const NOW = Date.parse('2027-03-01T10:00:00Z');
const DAY = 86_400_000;

/** The document as a later version, with these changes. */
function next(version: number, changes: Readonly<Record<string, string>> = {}, text = jewellerText) {
  let changed = text.replace('version: 1\n', `version: ${version}\n`);
  for (const [search, replacement] of Object.entries(changes)) {
    expect(changed).toContain(search);
    changed = changed.replace(search, replacement);
  }
  return parseProgramme(changed);
}

const from = (instant: string) => ({ 'unit: points\n': `unit: points\neffectiveFrom: ${instant}\n` });
const first = sinceAlways(next(1));

function refusalsOf(
  history: ProgrammeHistory,
  programme: ReturnType<typeof next>,
  Kind: new (...args: never[]) => Error & { refusals: readonly Refusal[] },
): string[] {
  try {
    addVersion(history, programme, NOW);
  } catch (error) {
    if (!(error instanceof Kind)) throw error;
    return error.refusals.map(({ path, message }) => `${path.join('.')} ${message}`);
  }
  return [];
}

describe('the first version', () => {
  it('decides since always, whatever it says of its start', () => {
    const history = addVersion({ versions: [] }, next(3, from('2028-01-01T00:00:00Z')), NOW);
    expect(programmeAt(history, 0).version).toBe(3);
  });
});

describe('a later version', () => {
  it('decides from now on when it names no start, up to the millisecond', () => {
    const history = addVersion(first, next(2), NOW);
    expect(programmeAt(history, NOW - 1).version).toBe(1);
    expect(programmeAt(history, NOW).version).toBe(2);
  });

  it('decides from the start it names, which may be this very instant', () => {
    const history = addVersion(first, next(2, from('2027-03-01T11:00:00+01:00')), NOW);
    expect(programmeAt(history, NOW).version).toBe(2);
    expect(programmeAt(addVersion(first, next(2, from('2027-04-01T00:00:00Z')), NOW), NOW + 30 * DAY).version).toBe(1);
  });

  it('leaves the history it was added to as it was', () => {
    addVersion(first, next(2), NOW);
    expect(first.versions).toHaveLength(1);
  });

  it('may leave out numbers', () => {
    expect(addVersion(first, next(7), NOW).versions).toHaveLength(2);
  });

  it('cannot start in the past, not by a millisecond', () => {
    expect(refusalsOf(first, next(2, from('2027-03-01T09:59:59.999Z')), ProgrammeStartsTooEarly)).toEqual([
      'effectiveFrom must not be in the past; it is 2027-03-01T09:59:59.999Z, and now is 2027-03-01T10:00:00.000Z',
    ]);
  });

  it('starts after the version before it, also one that has not started', () => {
    const planned = addVersion(first, next(2, from('2027-06-01T00:00:00Z')), NOW);
    const message = 'effectiveFrom must be after version 2, which starts at 2027-06-01T00:00:00.000Z; it is ';
    expect(refusalsOf(planned, next(3), ProgrammeStartsTooEarly)).toEqual([`${message}2027-03-01T10:00:00.000Z`]);
    expect(refusalsOf(planned, next(3, from('2027-06-01T00:00:00Z')), ProgrammeStartsTooEarly)).toHaveLength(1);
    expect(addVersion(planned, next(3, from('2027-06-01T00:00:00.001Z')), NOW).versions).toHaveLength(3);
  });

  it('has a number above all that are there', () => {
    const second = addVersion(first, next(3), NOW - DAY);
    expect(refusalsOf(second, next(2), ProgrammeVersionTooLow)).toEqual([
      'version 2 must be above 3, the highest there is',
    ]);
  });
});

describe('a version that is there already', () => {
  const second = addVersion(first, next(2, { 'USD: 1000': 'USD: 800' }), NOW - DAY);

  it('changes nothing when it is applied again, also after its start', () => {
    expect(addVersion(second, next(2, { 'USD: 1000': 'USD: 800' }), NOW)).toBe(second);
    expect(addVersion(second, next(1), NOW)).toBe(second);
  });

  it('is the same with its start written down, in any zone', () => {
    const dated = { 'USD: 1000': 'USD: 800', ...from('2027-02-28T11:00:00+01:00') };
    expect(addVersion(second, next(2, dated), NOW)).toBe(second);
  });

  it('is refused with other content, with what differs', () => {
    expect(refusalsOf(second, next(2, { 'USD: 1000': 'USD: 700' }), ProgrammeVersionTaken)).toEqual([
      'version 2 is there already with other content (rules.purchase.perFullMinor.USD: 800 → 700); give the changed document version 3',
    ]);
    expect(refusalsOf(second, next(1, { 'percent: 20': 'percent: 25' }), ProgrammeVersionTaken)).toHaveLength(1);
  });

  it('is refused with another start', () => {
    const dated = { 'USD: 1000': 'USD: 800', ...from('2027-05-01T00:00:00Z') };
    expect(refusalsOf(second, next(2, dated), ProgrammeVersionTaken)[0]).toContain(
      'effectiveFrom: new 2027-05-01T00:00:00Z',
    );
  });
});

describe('what every version keeps', () => {
  const club = sinceAlways(next(1, {}, clubText));
  const review =
    'kind: points-per-review # never by stars\n    text: Points for your review\n    points: 5\n    verifiedOnly: true\n    paidPerMonthMax: 5';
  const engagement = 'kind: points-per-engagement\n    text: A\n    points: 5\n    on: [x]';

  it.each([
    ['the id', { 'id: jeweller': 'id: goldsmith' }, 'id must stay jeweller; another programme is another installation'],
    ['the unit', { 'unit: points': 'unit: stars' }, 'unit must stay "points": balances are counted in it'],
    [
      'the time zone',
      { 'timeZone: UTC': 'timeZone: Asia/Tokyo' },
      'timeZone must stay UTC: limits and expiry of what was earned count its days and months',
    ],
    [
      'points with dates of their own',
      { '{ kind: by-month, months: 13, noticeDays: 30 }': '{ kind: inactivity, months: 12 }' },
      'expiry.kind cannot change from by-month to inactivity: points of the one have no date the other could go by',
    ],
    [
      'the kind of a name',
      { [review]: engagement },
      'rules.1.name must not be "review": it stands for points-per-review since version 1',
    ],
    [
      'the side of a name',
      { 'name: referral-referrer': 'name: new-side', 'name: referral-referee': 'name: referral-referrer' },
      'rules.2.referee.name must not be "referral-referrer": it stands for the referrer of points-per-referral since version 1',
    ],
  ])('%s', (_title, changes, refusal) => {
    expect(refusalsOf(first, next(2, changes), ProgrammeChangeRefused)).toEqual([refusal]);
  });

  it('points without dates of their own, and the currency of statements', () => {
    expect(
      refusalsOf(
        club,
        next(2, { '{ kind: inactivity, months: 24, noticeDays: 30 }': '{ kind: never }' }, clubText),
        ProgrammeChangeRefused,
      ),
    ).toEqual([
      'expiry.kind cannot change from inactivity to never: points of the one have no date the other could go by',
    ]);
    expect(
      refusalsOf(
        club,
        next(2, { 'currency: GBP\n  issued': 'currency: EUR\n  issued' }, clubText),
        ProgrammeChangeRefused,
      ),
    ).toEqual(['coalition.currency must stay GBP: statements of partners are sums in it']);
  });

  it('the kind of a name that only an older version had', () => {
    const withoutReview = next(2, { [`  - name: review\n    ${review}\n`]: '' });
    const history = addVersion(first, withoutReview, NOW - DAY);
    expect(refusalsOf(history, next(3, { [review]: engagement }), ProgrammeChangeRefused)).toHaveLength(1);
    expect(addVersion(history, next(3), NOW).versions).toHaveLength(3);
  });

  const points = (id: string) => ({
    '\ncampaigns:\n': `\ncampaigns:\n  - { id: ${id}, text: A, holdoutPercent: 0, trigger: { kind: first-purchase }, offer: { kind: points, points: 50 } }\n`,
  });

  it('the name of a rule for a campaign of points, also after the rule has another', () => {
    const campaign = next(2, { 'name: review\n': 'name: stars\n', ...points('review') });
    expect(refusalsOf(first, campaign, ProgrammeChangeRefused)).toEqual([
      'campaigns.0.id must not be "review": it stands for points-per-review since version 1',
    ]);
  });

  it('the name of a campaign of points for a rule, also after the campaign has ended', () => {
    const history = addVersion(sinceAlways(next(1, points('hundred'))), next(2), NOW - DAY);
    const rule = next(3, { 'name: review\n': 'name: hundred\n' });
    expect(refusalsOf(history, rule, ProgrammeChangeRefused)).toEqual([
      'rules.1.name must not be "hundred": it stands for a campaign that gives points since version 1',
    ]);
    expect(addVersion(history, next(3, points('hundred')), NOW).versions).toHaveLength(3);
  });

  it('the currency of statements, also after a version without partners', () => {
    const partners = clubText.slice(clubText.indexOf('coalition:\n'), clubText.indexOf('\nhouseholds:'));
    const rule = clubText.slice(clubText.indexOf('  - name: partner'), clubText.indexOf('\nrewards:'));
    const plain = '  - { name: purchase, kind: points-per-amount, text: A, points: 1, perFullMinor: { GBP: 200 } }\n';
    const alone = next(2, { [partners]: '', [rule]: plain, 'redeemedAt: fuel,': '' }, clubText);
    const history = addVersion(club, alone, NOW - DAY);
    const euro = next(3, { 'currency: GBP\n  issued': 'currency: EUR\n  issued' }, clubText);
    expect(refusalsOf(history, euro, ProgrammeChangeRefused)).toHaveLength(1);
  });

  it('is told with the version that fixed it, the first that had the name', () => {
    const history = addVersion(first, next(2), NOW - DAY);
    expect(refusalsOf(history, next(3, { [review]: engagement }), ProgrammeChangeRefused)[0]).toMatch(
      /since version 1$/,
    );
  });

  it('is told all at once', () => {
    const changes = { 'id: jeweller': 'id: goldsmith', 'unit: points': 'unit: stars' };
    expect(refusalsOf(first, next(2, changes), ProgrammeChangeRefused)).toHaveLength(2);
  });

  it('may change otherwise: amounts, limits, tiers, rewards, how long points last', () => {
    const changes = {
      'USD: 1000': 'USD: 800',
      'paidPerMonthMax: 5': 'paidPerMonthMax: 1',
      'from: 300': 'from: 200',
      'id: gift-box': 'id: box',
      '{ kind: by-month, months: 13, noticeDays: 30 }': '{ kind: never }',
    };
    expect(addVersion(first, next(2, changes), NOW).versions).toHaveLength(2);
  });
});
