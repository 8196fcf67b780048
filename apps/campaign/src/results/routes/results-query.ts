import { Instant, parseInstant } from '@perennial/contracts';
import { ProblemError, wantedNumber } from '@perennial/service';
import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Asked } from '../queries/assigned.js';

const CalendarDate = z.iso.date({ error: 'must be a date that exists, such as 2027-03-01' });

export const formatShape = {
  format: z.enum(['json', 'csv']).default('json').describe('csv: one line for each item.'),
};

/** Which assignments results are about. */
export const periodShape = {
  from: CalendarDate.optional().describe(
    'First day of assignments, inclusive, in the time zone of the programme. Absent: from the beginning.',
  ),
  to: CalendarDate.optional().describe('Last day of assignments, inclusive. Absent: without an end.'),
  asOf: Instant.optional().describe('Windows that are over by then count; absent: now. Not after now.'),
};

export const resultsQuery = z
  .strictObject({
    ...periodShape,
    windowDays: wantedNumber(730)
      .default(30)
      .describe('Within how many days of 24 hours after the assignment a purchase counts.'),
  })
  .superRefine(inOrder);

export type ResultsQuery = z.output<typeof resultsQuery>;

/** For `superRefine` of a query with `periodShape`. */
export function inOrder(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (from === undefined || to === undefined || from <= to) return;
  context.addIssue({ code: 'custom', path: ['to'], message: `must not be before from, which is ${from}` });
}

/** @throws ProblemError 400 INVALID_REQUEST when `asOf` is after now */
export function askedOf(
  campaignId: string,
  { from, to, asOf: wanted, windowDays }: ResultsQuery,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Asked {
  const asOf = wanted === undefined ? now : new Date(parseInstant(wanted) ?? NaN);
  if (asOf > now)
    throw new ProblemError(400, 'INVALID_REQUEST', `asOf must not be after now, which is ${now.toISOString()}.`);
  const midnight = (date: string): DateTime => DateTime.fromISO(date, { zone: timeZone });
  return {
    campaignId,
    from: from === undefined ? undefined : midnight(from).toJSDate(),
    until: to === undefined ? undefined : midnight(to).plus({ days: 1 }).toJSDate(),
    ...{ windowDays, asOf },
  };
}
