import { jewellerText, mistakesIn } from './documents.fixture.js';
import { allBudgets, parseProgramme } from './index.js';

const MONTHLY = 'budgetPerMonth: { offers: 1000000 }';
const firstOf = (text: string) => parseProgramme(text).campaigns[0];

describe('the budgets of a campaign', () => {
  it('are that of the month, and others for other periods and for each location', () => {
    const budgets = 'budgets: [{ period: week, per: location, money: { USD: 5000 } }, { period: whole, offers: 9 }]';
    const campaign = firstOf(jewellerText.replace(MONTHLY, `${MONTHLY}\n    ${budgets}`));
    expect(campaign && allBudgets(campaign)).toEqual([
      { period: 'month', offers: 1_000_000 },
      { period: 'week', per: 'location', money: { USD: 5_000 } },
      { period: 'whole', offers: 9 },
    ]);
  });

  it.each([
    ['without anything', '[{ period: week }]', 'budgets.0 must name offers, points or money'],
    [
      'for one period twice',
      '[{ period: week, offers: 1 }, { period: week, offers: 2 }]',
      'budgets.1.period "week" is there twice',
    ],
    [
      'for the month beside budgetPerMonth',
      '[{ period: month, offers: 1 }]',
      'budgets.0.period must not be month beside budgetPerMonth: one of both',
    ],
    [
      'of points where none are given',
      '[{ period: year, points: 10 }]',
      'budgets.0.points must not be there: the campaign gives no points',
    ],
  ])('are refused %s', (_title, budgets, message) => {
    expect(() => firstOf(jewellerText.replace(MONTHLY, `${MONTHLY}\n    budgets: ${budgets}`))).toThrow(message);
  });

  it('of locations are for what can tell one', () => {
    const birthday = 'trigger: { kind: date, of: birthday, daysBefore: 7, daysAfter: 7 }';
    const text = jewellerText.replace(
      birthday,
      `budgets: [{ period: week, per: location, offers: 1 }]\n    ${birthday}`,
    );
    expect(() => firstOf(text)).toThrow(
      'campaigns.1.budgets.0.per must not be there: what triggers the campaign tells no location',
    );
  });

  it('of points have enough for one offer', () => {
    const withBudget = (points: number) =>
      mistakesIn(
        jewellerText,
        'offer: { kind: discount, percent: 20, validDays: 60 }',
        `offer: { kind: points-multiplier, factorPercent: 200, pointsMax: 50, validDays: 60 }\n    budgets: [{ period: year, points: ${points} }]`,
      ).map((mistake) => mistake.replace(/^\d+:\d+ /, ''));
    expect(withBudget(50)).toEqual([]);
    expect(withBudget(49)).toEqual([
      'campaigns.0.budgets.0.points must be 50 at least, for one offer: nobody would get any',
    ]);
  });
});
