import { DateTime } from 'luxon';
import { z } from 'zod';

const CalendarDate = z.iso.date({ error: 'must be a date that exists, such as 2027-03-01' });

export const formatShape = {
  format: z.enum(['json', 'csv']).default('json').describe('csv: one line for each item.'),
};

/** The days that something is asked of. @param what such as `assignments` */
export const daysShape = (what: string) => ({
  from: CalendarDate.optional().describe(
    `First day of ${what}, inclusive, in the time zone of the programme. Absent: from the beginning.`,
  ),
  to: CalendarDate.optional().describe(`Last day of ${what}, inclusive. Absent: without an end.`),
});

interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** For `superRefine` of a query with `daysShape`. */
export function inOrder({ from, to }: Days, context: z.RefinementCtx): void {
  if (from === undefined || to === undefined || from <= to) return;
  context.addIssue({ code: 'custom', path: ['to'], message: `must not be before from, which is ${from}` });
}

export interface Period {
  /** Inclusive; undefined: from the beginning. */
  readonly from: Date | undefined;
  /** Exclusive; undefined: without an end. */
  readonly until: Date | undefined;
}

/** From the midnight that `from` begins with to the one that ends `to`. */
export function periodOf({ from, to }: Days, timeZone: string): Period {
  const midnight = (date: string): DateTime => DateTime.fromISO(date, { zone: timeZone });
  return {
    from: from === undefined ? undefined : midnight(from).toJSDate(),
    until: to === undefined ? undefined : midnight(to).plus({ days: 1 }).toJSDate(),
  };
}
