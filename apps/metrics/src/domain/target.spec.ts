import { progressOf, type Goal } from './target.js';

/** From 30 on 1 January to 50 on 11 January: 2 a day. */
const goal: Goal = { goal: 50, direction: 'at-least', dueOn: '2027-01-11', start: { value: 30, on: '2027-01-01' } };
const lower: Goal = { ...goal, goal: 0.2, direction: 'at-most', start: { value: 0.4, on: '2027-01-01' } };

describe('the status of a target', () => {
  it.each([
    ['met when the goal is reached, also before the end', goal, 50, '2027-01-03', 'met'],
    ['on track where the straight way is, 40 halfway', goal, 40, '2027-01-06', 'on-track'],
    ['on track at a tenth of the way below it, 38', goal, 38, '2027-01-06', 'on-track'],
    ['at risk below that', goal, 37.9, '2027-01-06', 'at-risk'],
    ['at risk on the last day, while it is not over', goal, 47.9, '2027-01-11', 'at-risk'],
    ['missed from the day after on', goal, 49.9, '2027-01-12', 'missed'],
    ['met after the end', goal, 50, '2027-01-12', 'met'],
    ['unknown without a value, after the end, too', goal, null, '2027-01-12', 'not-enough-data'],
    [
      'unknown without a start, as long as it is not reached',
      { ...goal, start: undefined },
      49,
      '2027-01-06',
      'not-enough-data',
    ],
    ['missed without a start, too', { ...goal, start: undefined }, 49, '2027-01-12', 'missed'],
    ['at risk where what was reached at the start is lost', { ...goal, goal: 20 }, 19, '2027-01-02', 'at-risk'],
    ['on track downwards, .3 halfway', lower, 0.3, '2027-01-06', 'on-track'],
    ['at risk downwards, above .32', lower, 0.33, '2027-01-06', 'at-risk'],
    ['met downwards', lower, 0.2, '2027-01-06', 'met'],
  ] as const)('is %s', (_title, target, value, today, status) => {
    expect(progressOf(target, value, today).status).toBe(status);
  });

  it('says what is expected by now: 40 halfway, nothing after the end', () => {
    expect(progressOf(goal, null, '2027-01-06').expected).toBe(40);
    expect(progressOf(goal, null, '2027-01-12').expected).toBeNull();
  });

  it('expects the goal at once where the way begins on the last day', () => {
    const late = { ...goal, start: { value: 30, on: '2027-01-11' } };
    expect(progressOf(late, 30, '2027-01-11')).toEqual({ status: 'at-risk', expected: 50 });
  });
});
