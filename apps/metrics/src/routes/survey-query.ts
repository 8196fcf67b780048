import { Id, Word } from '@perennial/contracts';
import { wantedText } from '@perennial/service';
import { z } from 'zod';

import { groupingOf, GROUPINGS, type Grouping } from '../domain/grouping.js';

/** A day that exists, YYYY-MM-DD. */
export const CalendarDate = z
  .string()
  .regex(/^(19[7-9]|[2-9][0-9]{2})[0-9]-/, { error: 'must be a date from 1970 on, such as 2027-03-01' })
  .pipe(z.iso.date({ error: 'must be a date that exists, such as 2027-03-01' }));

/** The days a report is about, and the format it comes in. */
export const windowShape = {
  from: CalendarDate.optional().describe(
    'First day, inclusive, in the time zone of the programme. Absent: from the beginning.',
  ),
  to: CalendarDate.optional().describe('Last day, inclusive. Absent: without an end.'),
};

/** Which answers a report is about. */
export const answersShape = {
  ...windowShape,
  touchpoint: Word.optional().describe('Only answers about this.'),
  location: Id.optional().describe('Only answers given at this location.'),
};

export const formatShape = {
  format: z
    .enum(['json', 'csv'])
    .default('json')
    .describe('csv: a table with a header, a line per group, or one of the whole.'),
};

interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** For `superRefine` of a query with `windowShape`. */
export function inOrder({ from, to }: Days, context: z.RefinementCtx): void {
  if (from === undefined || to === undefined || from <= to) return;
  context.addIssue({ code: 'custom', path: ['to'], message: `must not be before from, which is ${from}` });
}

/** What answers, or invitations, are told apart by. */
export const GroupBy = wantedText(255)
  .transform((text, context): Grouping => {
    const grouping = groupingOf(text);
    if (grouping) return grouping;
    const message = `must be one of ${GROUPINGS.join(', ')}, or attribute:NAME`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .describe(
    `${GROUPINGS.join(', ')}, or attribute:NAME for what is known of the customer. tier: as the day of the answer (of an invitation: its day) began; campaign: what came since its first offer, NAME:holdout for its holdout.`,
  );

/** Parameters of the NPS and of the CSAT. */
export const scoreQuery = z
  .strictObject({
    ...answersShape,
    ...formatShape,
    groupBy: GroupBy.optional(),
    compare: z
      .literal('previous')
      .optional()
      .describe(
        'The same number of days just before, and the change since. Periods are compared with the period before instead.',
      ),
  })
  .superRefine(inOrder)
  .superRefine(({ compare, from, to }, context) => {
    if (compare === undefined || (from !== undefined && to !== undefined)) return;
    context.addIssue({
      code: 'custom',
      path: ['compare'],
      message: 'needs from and to: what is before must have an end',
    });
  });

export type ScoreQuery = z.output<typeof scoreQuery>;
