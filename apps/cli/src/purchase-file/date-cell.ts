import { dayOf } from '@perennial/clv';

import { FileError } from './file-error.js';
import { quoted, type Refusal } from './cell.js';

/** Days since 1970-01-01, and whether the cell was written with the year first or with the month's name. */
export interface DayCell {
  readonly day: number;
  readonly isPlain: boolean;
}

/** Dates outside stand for "unknown" or are slips: one of them as the last day would spoil everything. */
const YEARS = { from: 1970, last: 2069 };

/** Files have few different dates: each is read once. */
const REMEMBERED = 50_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads dates as files have them, as the calendar day that is written: a time of day behind it is left out, and so is an
 * offset. The year comes first (`1997-09-30`, `1997/9/30`, `19970930`), or the month has an English name (`30 Sep 1997`,
 * `Sep 30, 1997`), or points stand between (`30.9.1997`, day first). `9/30/1997` tells which is the day, `3/4/1997` does
 * not, and is refused as ambiguous.
 *
 * @param format of all dates, such as `DD/MM/YYYY`; instead of all of these
 * @throws FileError when the format is none
 */
export function dateReader(format?: string): (cell: string) => DayCell | Refusal {
  const read = format === undefined ? commonForm : formOf(format);
  const known = new Map<string, DayCell | Refusal>();
  return (cell) => {
    const text = withoutTime(cell.trim());
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = read(text);
    if (known.size < REMEMBERED) known.set(text, found);
    return found;
  };
}

function withoutTime(text: string): string {
  if (text.length <= 10) return text;
  const at = text.search(/[T ,]+\d{1,2}:\d\d/);
  return at < 0 ? text : text.slice(0, at);
}

function commonForm(text: string): DayCell | Refusal {
  const yearFirst = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))$/.exec(text);
  if (yearFirst) {
    const [, year, , month = yearFirst[5], day = yearFirst[6]] = yearFirst;
    return dayCell(text, Number(year), Number(month), Number(day), true);
  }
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text);
  if (yearLast)
    return dayOrMonthFirst(text, Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4]), yearLast[2]);
  const dayFirst = /^(\d{1,2})[-/ ]([A-Za-z]{3,9})\.?[-/, ]+(\d{4})$/.exec(text);
  if (dayFirst) return dayCell(text, Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]), true);
  const monthFirst = /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/.exec(text);
  if (monthFirst) return dayCell(text, Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2]), true);
  return noDate(text);
}

function dayOrMonthFirst(text: string, first: number, second: number, year: number, between = '/'): DayCell | Refusal {
  const isDayFirst = between === '.' || first > 12;
  if (isDayFirst || first === second) return dayCell(text, year, second, first, false);
  if (second > 12) return dayCell(text, year, first, second, false);
  const reason =
    `${quoted(text)} may be day ${first} of month ${second} or day ${second} of month ${first}: ` +
    `say --date-format DD${between}MM${between}YYYY or --date-format MM${between}DD${between}YYYY`;
  return { reason, ambiguous: true };
}

/** A reader of dates of one form. YYYY or YY (1970 to 2069), MM or MMM (an English name), DD, and what stands between. */
function formOf(format: string): (text: string) => DayCell | Refusal {
  const parts = format.match(/Y+|M+|D+|[^YMD]+/g) ?? [];
  const digits = /^[YMD]+$/.test(format) ? '\\d\\d' : '\\d{1,2}';
  const patterns: Readonly<Record<string, string>> = {
    YYYY: '(?<year>\\d{4})',
    YY: '(?<year>\\d\\d)',
    MMM: '(?<name>[A-Za-z]{3,9})\\.?',
    MM: `(?<month>${digits})`,
    M: `(?<month>${digits})`,
    DD: `(?<day>${digits})`,
    D: `(?<day>${digits})`,
  };
  const kinds = parts.filter((part) => /[YMD]/.test(part)).map((part) => part[0]);
  if (kinds.toSorted().join('') !== 'DMY' || parts.some((part) => /[YMD]/.test(part) && !(part in patterns))) {
    throw new FileError('OPTION_INVALID', `--date-format: ${quoted(format)} is not one like DD/MM/YYYY or MM/DD/YY`);
  }
  const literal = (part: string) => part.replaceAll(/[^\w ]/g, '\\$&');
  const pattern = new RegExp(`^${parts.map((part) => patterns[part] ?? literal(part)).join('')}$`);
  return (text) => {
    const { year, month, name, day } = pattern.exec(text)?.groups ?? {};
    if (year === undefined) return { reason: `${quoted(text)} is not a date of the form ${format}` };
    const short = Number(year) + (Number(year) < 70 ? 2000 : 1900);
    return dayCell(
      text,
      year.length === 2 ? short : Number(year),
      name ? monthOf(name) : Number(month),
      Number(day),
      true,
    );
  };
}

function dayCell(text: string, year: number, month: number, date: number, isPlain: boolean): DayCell | Refusal {
  const day = dayOf(year, month, date);
  if (day === undefined) return noDate(text);
  if (year < YEARS.from || year > YEARS.last) {
    return { reason: `${quoted(text)} does not lie in the years ${YEARS.from} to ${YEARS.last}` };
  }
  return { day, isPlain };
}

/** 1 to 12; 0 when it is no month. */
function monthOf(name = ''): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

const noDate = (text: string): Refusal => ({
  reason: text === '' ? 'no date' : `${quoted(text)} is not a date; expected one like 1997-09-30, or --date-format`,
});
