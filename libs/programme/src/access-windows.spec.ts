import { jewellerText, mistakesIn } from './documents.fixture.js';
import { accessWindowsOf, describeProgramme, parseProgramme } from './index.js';

const CAMPAIGNS = '\ncampaigns:\n';
const ONE = 'offer: { kind: discount, percent: 20, validDays: 60 }';
const windows = (...lines: readonly string[]) => `\naccessWindows:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const SPRING = "{ id: spring, text: The spring collection, opensAt: '2027-03-10T09:00:00Z' }";
const withWindows = (...lines: readonly string[]) => jewellerText.replace(CAMPAIGNS, windows(...lines) + CAMPAIGNS);

const opening = (text: string) =>
  [...accessWindowsOf(parseProgramme(text)).values()].map(({ id, opensAt, earlier, until }) => ({
    ...{ id, opensAt: new Date(opensAt).toISOString(), until: until && new Date(until).toISOString() },
    earlier: [...earlier].map(([tier, at]) => [tier, new Date(at).toISOString()]),
  }));

describe('access windows', () => {
  it('open as many hours earlier as the benefits of a tier say', () => {
    expect(opening(withWindows(SPRING))).toEqual([
      {
        ...{ id: 'spring', opensAt: '2027-03-10T09:00:00.000Z', until: undefined },
        earlier: [
          ['gold', '2027-03-09T09:00:00.000Z'],
          ['platinum', '2027-03-08T09:00:00.000Z'],
        ],
      },
    ]);
  });

  it('open as they say themselves, and with everybody for a tier they do not name', () => {
    const own = SPRING.replace(
      ' }',
      ", earlier: { platinum: '2027-03-08T00:00:00Z' }, until: '2027-04-01T00:00:00Z' }",
    );
    expect(opening(withWindows(own))).toEqual([
      {
        ...{ id: 'spring', opensAt: '2027-03-10T09:00:00.000Z', until: '2027-04-01T00:00:00.000Z' },
        earlier: [['platinum', '2027-03-08T00:00:00.000Z']],
      },
    ]);
  });

  it('are described, who has access first first', () => {
    const section = describeProgramme(parseProgramme(withWindows(SPRING))).find(
      ({ title }) => title === 'Early access',
    );
    expect(section?.sentences).toEqual([
      'spring: The spring collection, platinum from 2027-03-08T09:00:00.000Z, gold from 2027-03-09T09:00:00.000Z and everybody from 2027-03-10T09:00:00.000Z.',
    ]);
  });

  it.each([
    ['two of one id', [SPRING, SPRING], 'accessWindows.1.id the window "spring" is there twice'],
    [
      'a tier that is not there',
      [SPRING.replace(' }', ", earlier: { diamond: '2027-03-08T00:00:00Z' } }")],
      'accessWindows.0.earlier.diamond is no tier; there are silver, gold, platinum',
    ],
    [
      'a tier with everybody else',
      [SPRING.replace(' }', ", earlier: { gold: '2027-03-10T09:00:00Z' } }")],
      'accessWindows.0.earlier.gold must be before opensAt',
    ],
    [
      'a higher tier that comes later',
      [SPRING.replace(' }', ", earlier: { gold: '2027-03-08T09:00:00Z' } }")],
      'accessWindows.0.earlier.gold must not be earlier for gold than for platinum: who rises would lose access',
    ],
    [
      'an end before everybody has access',
      [SPRING.replace(' }', ", until: '2027-03-10T09:00:00Z' }")],
      'accessWindows.0.until must be after opensAt: nobody else would have access',
    ],
  ])('are refused with %s, with the place', (_title, lines, message) => {
    const [mistake, ...more] = mistakesIn(jewellerText, CAMPAIGNS, windows(...lines) + CAMPAIGNS);
    expect(more).toEqual([]);
    expect(mistake).toMatch(/^\d+:\d+ /);
    expect(mistake?.replace(/^\d+:\d+ /, '')).toBe(message);
  });

  it('are refused where the benefits of a higher tier say fewer hours', () => {
    const mistakes = mistakesIn(withWindows(SPRING), 'earlyAccessHours: 24', 'earlyAccessHours: 72');
    expect(mistakes.map((mistake) => mistake.replace(/^\d+:\d+ /, ''))).toEqual([
      'accessWindows.0 must not be earlier for gold than for platinum, as earlyAccessHours of their benefits say (absent: 0): who rises would lose access',
    ]);
  });

  it.each([
    [
      'that says itself how long it is for',
      SPRING,
      '{ kind: benefit, benefit: spring, validDays: 3 }',
      'campaigns.0.offer.validDays must not be there: spring says how long it is for',
    ],
    [
      'to what is earlier for nobody',
      SPRING.replace(' }', ', earlier: {} }'),
      '{ kind: benefit, benefit: spring }',
      'campaigns.0.offer.benefit must be another: spring is earlier for no tier',
    ],
  ])('refuse an invitation %s', (_title, line, offer, message) => {
    const mistakes = mistakesIn(withWindows(line), ONE, `offer: ${offer}`);
    expect(mistakes.map((mistake) => mistake.replace(/^\d+:\d+ /, ''))).toEqual([message]);
  });
});
