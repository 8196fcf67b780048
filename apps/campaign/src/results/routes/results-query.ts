import { Instant, parseInstant } from '@perennial/contracts';
import { ProblemError, wantedNumber } from '@perennial/service';
import { z } from 'zod';

import { daysShape, inOrder, periodOf } from '../../routes/period-query.js';
import type { Asked } from '../queries/assigned.js';

export const resultsQuery = z
  .strictObject({
    ...daysShape('assignments'),
    asOf: Instant.optional().describe('Windows that are over by then count; absent: now. Not after now.'),
    windowDays: wantedNumber(730)
      .default(30)
      .describe('Within how many days of 24 hours after the assignment a purchase counts.'),
  })
  .superRefine(inOrder);

export type ResultsQuery = z.output<typeof resultsQuery>;

/** @throws ProblemError 400 INVALID_REQUEST when `asOf` is after now */
export function askedOf(
  campaignId: string,
  { asOf: wanted, windowDays, ...days }: ResultsQuery,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Asked {
  const asOf = wanted === undefined ? now : new Date(parseInstant(wanted) ?? NaN);
  if (asOf > now)
    throw new ProblemError(400, 'INVALID_REQUEST', `asOf must not be after now, which is ${now.toISOString()}.`);
  return { campaignId, ...periodOf(days, timeZone), windowDays, asOf };
}
