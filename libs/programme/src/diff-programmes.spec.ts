import { readFileSync } from 'node:fs';

import { differenceLine, diffProgrammes, parseProgramme } from './index.js';

const text = readFileSync(new URL('../../../programmes/jeweller.yaml', import.meta.url), 'utf8');
const jeweller = parseProgramme(text);

/** The differences after a change of the document's text, in words. */
function after(...changes: [search: string, replacement: string][]): string[] {
  let changed = text;
  for (const [search, replacement] of changes) {
    expect(changed).toContain(search);
    changed = changed.replace(search, replacement);
  }
  return diffProgrammes(jeweller, parseProgramme(changed)).map(differenceLine);
}

describe('the difference between two programmes', () => {
  it('is nothing between a programme and itself, however the document is written', () => {
    expect(after()).toEqual([]);
    expect(after(['version: 1\n', ''], ['unit: points\n', 'unit: points # hm\nversion: 1\n'])).toEqual([]);
    expect(after(['{ id: silver, from: 0 }', '{ multiplierPercent: 100, from: 0, id: silver }'])).toEqual([]);
  });

  it('has the path in names, not in positions', () => {
    expect(after(['USD: 1000', 'USD: 800'], ['paidPerMonthMax: 5', 'paidPerMonthMax: 4'])).toEqual([
      'rules.purchase.perFullMinor.USD: 1000 → 800',
      'rules.review.paidPerMonthMax: 5 → 4',
    ]);
    expect(after(['from: 300', 'from: 250'], ['tier: gold, days: 365', 'tier: gold, days: 30'])).toEqual([
      'tiers.levels.gold.from: 300 → 250',
      'tiers.memberships.membership-gold.days: 365 → 30',
    ]);
  });

  it('names an entry that is new or gone once, however many stand after it', () => {
    const mug = '  - { id: mug, kind: gift, text: A mug, points: 80, choices: [red, blue] }\n';
    expect(after(['rewards:\n', `rewards:\n${mug}`])).toEqual([
      'rewards.mug: new { kind: gift, id: mug, text: A mug, points: 80, choices: [red, blue] }',
    ]);
    expect(after(['  - { id: gift-box, kind: gift, text: A gift box, points: 50 }\n', ''])).toEqual([
      'rewards.gift-box: gone, was { kind: gift, id: gift-box, text: A gift box, points: 50 }',
    ]);
  });

  it('names a key that is new or gone', () => {
    expect(after(['    paidPerDayMax: 2\n', ''], ['points: 5\n', 'points: 5\n    pendingDays: 14\n'])).toEqual([
      'rules.review.pendingDays: new 14',
      'rules.social-share.paidPerDayMax: gone, was 2',
    ]);
    const waits = 'points: 1\n    pendingDays: 14\n    availableOnDelivery: true\n';
    expect(after(['points: 1\n', waits])).toEqual([
      'rules.purchase.pendingDays: new 14',
      'rules.purchase.availableOnDelivery: new true',
    ]);
  });

  it('names limits of a rule, of a side of a referral and of all together', () => {
    const limits: [string, string][] = [
      ['paidPerDayMax: 2\n', 'paidPerDayMax: 3\n    daysBetweenMin: 1\n'],
      ['points: 50 }', 'points: 50, pointsPerMonthMax: 500 }'],
      ['unit: points', 'unit: points\nearning: { pointsPerDayMax: 100 }'],
    ];
    expect(after(...limits)).toEqual([
      'rules.referral.referrer.pointsPerMonthMax: new 500',
      'rules.social-share.paidPerDayMax: 2 → 3',
      'rules.social-share.daysBetweenMin: new 1',
      'earning: new { pointsPerDayMax: 100 }',
    ]);
  });

  it('shows a list without names as a whole', () => {
    expect(after(['[silver, gold-plated, leather]', '[silver, leather]'])).toEqual([
      'rewards.bracelet.choices: silver, gold-plated, leather → silver, leather',
    ]);
  });

  it('tells another order, because rules act in theirs', () => {
    const attendance = text.slice(text.indexOf('  - name: attendance'), text.indexOf('\ntiers:'));
    expect(after([attendance, ''], ['rules:\n', `rules:\n${attendance}`])).toEqual([
      'rules (order): purchase, review, referral, social-share, attendance → attendance, purchase, review, referral, social-share',
    ]);
  });

  it('tells of another way to expire, key by key', () => {
    expect(after(['{ kind: by-month, months: 13, noticeDays: 30 }', '{ kind: after-days, days: 400 }'])).toEqual([
      'expiry.kind: by-month → after-days',
      'expiry.months: gone, was 13',
      'expiry.noticeDays: gone, was 30',
      'expiry.days: new 400',
    ]);
  });

  it('has the values as they are, for a program to read', () => {
    const cheaper = parseProgramme(text.replace('USD: 1000', 'USD: 800'));
    expect(diffProgrammes(jeweller, cheaper)).toEqual([
      { path: 'rules.purchase.perFullMinor.USD', from: 1000, to: 800 },
    ]);
  });
});
