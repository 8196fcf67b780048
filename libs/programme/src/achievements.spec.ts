import { jewellerText, mistakesAfter, mistakesIn, placeIn } from './documents.fixture.js';
import { describeProgramme, diffProgrammes, differenceLine, parseProgramme } from './index.js';
import { lastingChoicesChanged } from './lasting-choices.js';

const ACHIEVEMENT = `  - name: five-purchases
    kind: points-per-achievement
    text: Five purchases in a quarter
    of: purchases
    times: 5
    withinDays: 90
    repeats: true
    points: 50
    badge: faithful
tiers:
`;

/** The jeweller's document with an achievement, of which some of the text is replaced. */
function textWith(changes: Readonly<Record<string, string>> = {}): string {
  let achievement = ACHIEVEMENT;
  for (const [search, replacement] of Object.entries(changes)) {
    expect(achievement).toContain(search);
    achievement = achievement.replace(search, replacement);
  }
  return jewellerText.replace('tiers:\n', achievement);
}

/** What is wrong after the changes, and whether it stands where `of` does. */
function mistakesWith(changes: Readonly<Record<string, string>>, of: string) {
  const text = textWith(changes);
  return mistakesIn(text, 'id: ', 'id: ').map((mistake) => mistake.replace(placeIn(text, of), 'there'));
}

const describe_ = (changes: Readonly<Record<string, string>> = {}) =>
  describeProgramme(parseProgramme(textWith(changes)))[0]?.sentences.at(-1);

describe('an achievement in a programme document', () => {
  it('is read, and repeats only where it says so', () => {
    expect(parseProgramme(textWith({ '    repeats: true\n': '' })).rules.at(-1)).toEqual({
      ...{ name: 'five-purchases', kind: 'points-per-achievement', text: 'Five purchases in a quarter' },
      ...{ of: 'purchases', times: 5, withinDays: 90, repeats: false, points: 50, badge: 'faithful' },
    });
  });

  it.each<[string, Record<string, string>, string, string]>([
    [
      'a window and a streak',
      { 'withinDays: 90': 'withinDays: 90\n    streak: month' },
      'streak: month',
      'rules.5.streak cannot be there with withinDays: an achievement has a window or is a streak',
    ],
    [
      'no kinds of engagement',
      { 'of: purchases': 'of: engagements' },
      'name: five-purchases',
      'rules.5.on is missing: the kinds of engagement that count',
    ],
    [
      'kinds of engagement of purchases',
      { 'times: 5': 'times: 5\n    on: [social-shared]' },
      'on: [social-shared]\n    withinDays',
      'rules.5.on is only for an achievement of engagements',
    ],
    [
      'an amount of reviews',
      { 'of: purchases': 'of: reviews\n    purchaseFromMinor: { USD: 100 }' },
      'purchaseFromMinor: { USD: 100 }',
      'rules.5.purchaseFromMinor is only for an achievement of purchases',
    ],
    [
      'neither points nor a badge',
      { 'points: 50\n    badge: faithful': 'points: 0' },
      'points: 0',
      'rules.5.points must be at least 1 where there is no badge',
    ],
    [
      'a condition of friends',
      { 'of: purchases': 'of: friends\n    when: data.totalMinor > 5' },
      'when: data.totalMinor',
      'rules.5.when is not for an achievement of friends',
    ],
    [
      'a condition on a field that its event does not have',
      { 'times: 5': 'times: 5\n    when: data.rating > 3' },
      'rating > 3',
      'rules.5.when has no field rating',
    ],
    [
      'a period there is not',
      { 'withinDays: 90': 'streak: year' },
      'streak: year',
      'rules.5.streak must be one of: day, week, month',
    ],
  ])('is refused with line and column where it has %s', (_title, changes, of, message) => {
    const [only, ...more] = mistakesWith(changes, of);
    expect(more).toEqual([]);
    expect(only).toContain(message);
    expect(only).toMatch(/^there /);
  });

  it('of friends needs a rule by which friends count', () => {
    const club = mistakesAfter('kind: points-per-referral', 'kind: points-per-referral');
    expect(club).toEqual([]);
    const text = textWith({ 'of: purchases': 'of: friends' });
    const without = text.replace(/ {2}- name: referral[\s\S]*?(?= {2}- name: social-share)/, '');
    expect(mistakesIn(without, 'id: ', 'id: ')).toEqual([
      `${placeIn(without, 'of: friends')} rules.4.of must be something else: without a rule of kind points-per-referral no friend counts`,
    ]);
  });

  it('is described in a sentence', () => {
    expect(describe_()).toBe(
      'Five purchases in a quarter: 50 points and the badge faithful each time for 5 purchases within 90 days.',
    );
    expect(
      describe_({
        'of: purchases': 'of: engagements\n    on: [social-shared, event-attended]',
        'withinDays: 90\n    repeats: true\n    points: 50': 'streak: month\n    points: 0',
      }),
    ).toBe(
      'Five purchases in a quarter: the badge faithful once for at least 1 proof of social-shared or event-attended in each of 5 months in a row.',
    );
    expect(
      describe_({
        'times: 5\n    withinDays: 90': 'times: 1\n    purchaseFromMinor: { USD: 2000 }',
        'badge: faithful': '',
      }),
    ).toBe('Five purchases in a quarter: 50 points each time for 1 purchase of at least 20.00 USD.');
  });

  it('shows in the differences of two documents', () => {
    const [from, to] = [textWith(), textWith({ 'times: 5': 'times: 6' })].map((text) => parseProgramme(text));
    expect(diffProgrammes(from!, to!).map(differenceLine)).toEqual(['rules.five-purchases.times: 5 → 6']);
  });

  it('keeps what it counts, and how many in what time, in every later version; the rest may change', () => {
    const before = [parseProgramme(textWith())];
    const refused = (changes: Readonly<Record<string, string>>) =>
      lastingChoicesChanged(before, parseProgramme(textWith(changes))).map(
        ({ path, message }) => `${path.join('.')} ${message}`,
      );
    const because = 'what was counted towards "five-purchases" counts by it; another achievement needs another name';
    expect(refused({ 'times: 5': 'times: 6' })).toEqual([`rules.5.times must stay 5: ${because}`]);
    expect(refused({ 'of: purchases': 'of: reviews' })).toEqual([`rules.5.of must stay purchases: ${because}`]);
    expect(refused({ 'withinDays: 90': 'streak: week' })).toEqual([
      `rules.5 withinDays must stay 90: ${because}`,
      `rules.5.streak must stay absent: ${because}`,
    ]);
    expect(refused({ '    repeats: true\n': '' })).toEqual([`rules.5.repeats must stay true: ${because}`]);
    expect(refused({ 'points: 50': 'points: 60', 'text: Five': 'text: Still five' })).toEqual([]);
  });
});
