import type { EarnLimits } from './limits.schema.js';
import { counted, either, type Words } from './plain-words.js';

/** What limits there are, each in a few words; none: empty. */
export function limitWords(limits: EarnLimits, { points }: Words): string[] {
  const { paidPerDayMax, paidPerMonthMax, pointsPerDayMax, pointsPerMonthMax, daysBetweenMin } = limits;
  return [
    paidPerDayMax === undefined ? [] : [`at most ${counted(paidPerDayMax, 'time')} a day`],
    paidPerMonthMax === undefined ? [] : [`at most ${counted(paidPerMonthMax, 'time')} a calendar month`],
    pointsPerDayMax === undefined ? [] : [`at most ${points(pointsPerDayMax)} a day`],
    pointsPerMonthMax === undefined ? [] : [`at most ${points(pointsPerMonthMax)} a calendar month`],
    daysBetweenMin === undefined ? [] : [`not again for ${counted(daysBetweenMin, 'day')}`],
  ].flat();
}

/** ", at most 2 times a day, at most 5 times a calendar month"; empty where there are no limits. */
export function afterComma(limits: EarnLimits, words: Words): string {
  return limitWords(limits, words)
    .map((each) => `, ${each}`)
    .join('');
}

/** What all rules bring together, at most. */
export function earningSentences(earning: EarnLimits | undefined, words: Words): string[] {
  const most = limitWords(earning ?? {}, words);
  return most.length === 0 ? [] : [`All of these together: ${either(most, 'and')}.`];
}
