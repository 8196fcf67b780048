import { counted, type Words } from './plain-words.js';
import type { ExpiryPolicy } from './points-life.schema.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** When points are gone, and when the member is told. @param these "points", or "these points" of one rule */
export function expirySentences(expiry: ExpiryPolicy, words: Words, these = words.unit): string[] {
  return [expirySentence(expiry, words, these), ...noticeSentence(expiry, these)];
}

function expirySentence(expiry: ExpiryPolicy, { unit, timeZone }: Words, these: string): string {
  const Unit = these.charAt(0).toUpperCase() + these.slice(1);
  switch (expiry.kind) {
    case 'never':
      return `${Unit} never expire.`;
    case 'by-month':
      return `${Unit} are gone from the first day, 00:00 ${timeZone}, of the ${ordinal(expiry.months)} month after the one they were earned in.`;
    case 'fixed-date': {
      const least = expiry.monthsMin === 0 ? '' : `, but not in their first ${counted(expiry.monthsMin, 'month')}`;
      return `${Unit} are gone from ${expiry.day} ${MONTHS[expiry.month - 1]}, 00:00 ${timeZone}, of each year on${least}.`;
    }
    case 'after-days':
      return `${Unit} are gone ${counted(expiry.days, 'day')} after they were earned.`;
    case 'inactivity':
      return `All ${unit} are gone ${counted(expiry.months, 'month')} after the last time some were earned or redeemed, from the next day, 00:00 ${timeZone}.`;
  }
}

function noticeSentence(expiry: ExpiryPolicy, these: string): string[] {
  if (expiry.kind === 'never' || expiry.noticeDays === undefined) return [];
  return [`${counted(expiry.noticeDays, 'day')} before ${these} expire, the member is told.`];
}

function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
