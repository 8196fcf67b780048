import { Currency } from '@perennial/contracts';
import { areNamed, hiddenParts } from '@perennial/figures';
import { z } from 'zod';

import { CUSTOMER_GROUPINGS, RETENTION_GROUPINGS } from '../domain/retention-grouping.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

export const currencyShape = {
  currency: Currency.optional().describe('Only purchases in this currency. Absent: of all.'),
};

/** Which customers a report is about that tells of them as of today: a window of anything else, a model of today cannot tell. */
export const acquiredShape = {
  from: windowShape.from.describe(
    'Only customers whose first purchase in the currency was on this day or later. All is as of today. Absent: from the beginning.',
  ),
  to: windowShape.to.describe('Only those whose first purchase was on this day or before. Absent: without an end.'),
};

/** What tells purchases apart. */
export const PURCHASES_APART =
  'day, week, month: of the purchase; cohort: month of the first purchase; channel and category: of the first order; tier: as the day of the purchase began; campaign: purchases since its first offer to the customer, of its holdout under NAME:holdout.';

/** What customers are told apart by in a report that tells of them as of today. */
export const customerGroupShape = {
  groupBy: z
    .enum(CUSTOMER_GROUPINGS, {
      error: `must be one of ${CUSTOMER_GROUPINGS.join(', ')}: all is as of today, which has no periods`,
    })
    .optional()
    .describe(
      'cohort: month of the first purchase in the currency; channel and category: of the first order; tier: the one of today; campaign: of which the customer has ever got an offer, its holdout under NAME:holdout.',
    ),
};

/** Parameters of what is told of customers and their purchases. */
export const retentionQuery = z
  .strictObject({
    ...windowShape,
    ...currencyShape,
    ...formatShape,
    groupBy: z.enum(RETENTION_GROUPINGS).optional().describe(`currency: of the purchase; ${PURCHASES_APART}`),
  })
  .superRefine(inOrder);

export type RetentionQuery = z.output<typeof retentionQuery>;

/** Groups with the word whether they are hidden, so that nothing is told of fewer than `minimum` customers. */
export function suppressed<Group extends { readonly customers: number; readonly alone: number }>(
  groups: readonly Group[],
  minimum: number,
): { readonly group: Group; readonly hidden: boolean }[] {
  const parts = groups.map((group) => ({ n: group.customers, alone: group.alone, group }));
  const hidden = hiddenParts(parts, minimum);
  return parts.map((part) => ({ group: part.group, hidden: hidden.has(part) }));
}

/** Groups that may be named, hidden or not: all, or none. */
export function named<Group extends { readonly customers: number; readonly alone: number }>(
  groups: readonly Group[],
  minimum: number,
): readonly Group[] {
  const parts = groups.map(({ customers, alone }) => ({ n: customers, alone }));
  return areNamed(parts, minimum) ? groups : [];
}

interface OfCurrency {
  readonly currency: string;
  readonly customers: number;
  readonly alone: number;
}

/** Groups of several currencies, with the word whether they are hidden: what is hidden of a currency must not follow from its other groups. */
export function suppressedByCurrency<Group extends OfCurrency>(
  groups: readonly Group[],
  minimum: number,
): { readonly group: Group; readonly hidden: boolean }[] {
  const hidden = new Set(
    ofEachCurrency(groups)
      .flatMap((those) => suppressed(those, minimum))
      .flatMap((each) => (each.hidden ? each.group : [])),
  );
  return groups.map((group) => ({ group, hidden: hidden.has(group) }));
}

/** Groups of several currencies that may be named, hidden or not: of each currency all, or none. */
export function namedByCurrency<Group extends OfCurrency>(groups: readonly Group[], minimum: number): readonly Group[] {
  const those = new Set(ofEachCurrency(groups).flatMap((each) => named(each, minimum)));
  return groups.filter((group) => those.has(group));
}

function ofEachCurrency<Group extends OfCurrency>(groups: readonly Group[]): Group[][] {
  return [...new Set(groups.map(({ currency }) => currency))].map((currency) =>
    groups.filter((each) => each.currency === currency),
  );
}
