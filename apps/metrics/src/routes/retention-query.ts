import { Currency } from '@perennial/contracts';
import { z } from 'zod';

import { RETENTION_GROUPINGS } from '../domain/retention-grouping.js';
import { hiddenParts } from '../domain/suppression.js';
import { formatShape, GROUPS_MAX, inOrder, tooManyGroups, windowShape } from './survey-query.js';

export const currencyShape = {
  currency: Currency.optional().describe('Only purchases in this currency. Absent: of all.'),
};

/** Parameters of what is told of customers and their purchases. */
export const retentionQuery = z
  .strictObject({
    ...windowShape,
    ...currencyShape,
    ...formatShape,
    groupBy: z
      .enum(RETENTION_GROUPINGS)
      .optional()
      .describe(
        'day, week, month and currency of the purchase; cohort: month of the first purchase; channel and category: of the first order; tier: as the day of the purchase began; campaign: purchases since its first offer to the customer, of its holdout under NAME:holdout.',
      ),
  })
  .superRefine(inOrder);

export type RetentionQuery = z.output<typeof retentionQuery>;

/** So many rows are read, so that it shows when there are too many. */
export const GROUPS_READ = GROUPS_MAX + 1;

/** @throws ProblemError TOO_MANY_GROUPS */
export function notTooMany<Group>(groups: readonly Group[]): readonly Group[] {
  if (groups.length > GROUPS_MAX) throw tooManyGroups();
  return groups;
}

/** Groups with the word whether they are hidden, so that nothing is told of fewer than `minimum` customers. */
export function suppressed<Group extends { readonly customers: number }>(
  groups: readonly Group[],
  minimum: number,
): { readonly group: Group; readonly hidden: boolean }[] {
  const parts = groups.map((group) => ({ n: group.customers, group }));
  const hidden = hiddenParts(parts, minimum);
  return parts.map((part) => ({ group: part.group, hidden: hidden.has(part) }));
}
