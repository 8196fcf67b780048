import { z } from 'zod';

import { Days } from './words.schema.js';

const notice = {
  noticeDays: Days.max(365)
    .optional()
    .describe('Days of 24 hours before they expire at which the member is told. Absent: no notice.'),
};

const datedKinds = [
  z.strictObject({ kind: z.literal('never') }),
  z
    .strictObject({
      kind: z.literal('by-month'),
      months: z.int().min(1).max(1200).describe('Counted from the month they were earned in.'),
      ...notice,
    })
    .describe('At 00:00 on the first day of a later month: 13 keeps points of January until 1 February of next year.'),
  z
    .strictObject({
      kind: z.literal('fixed-date'),
      month: z.int().min(1).max(12).describe('1 is January.'),
      day: z.int().min(1).max(31).describe('Clamped to the last day of the month.'),
      monthsMin: z.int().min(0).max(1200).default(0).describe('Points live at least so many months.'),
      ...notice,
    })
    .describe('At 00:00 on the same date for everybody, each year.'),
  z
    .strictObject({ kind: z.literal('after-days'), days: Days, ...notice })
    .describe('So many calendar days after they were earned, at the same wall time.'),
] as const;

/** When points are gone. All days and months are calendar days and months of the programme's time zone. */
export const Expiry = z
  .discriminatedUnion('kind', [
    ...datedKinds,
    z
      .strictObject({
        kind: z.literal('inactivity'),
        months: z.int().min(1).max(1200).describe('Calendar months after the last activity, the day clamped.'),
        ...notice,
      })
      .describe(
        'All points at once, at 00:00 of the day after: earning or redeeming at least 1 point extends all of them.',
      ),
  ])
  .describe('When points are gone: from that instant on.');

/** When points of one rule are gone. */
export const RuleExpiry = z
  .discriminatedUnion('kind', datedKinds, {
    error: ({ input }) =>
      Object(input).kind === 'inactivity'
        ? 'cannot be inactivity: that is of all points of a member together, in `expiry` of the programme'
        : undefined,
  })
  .describe('When points of this rule are gone, with the keys of `expiry` above. Absent: as all others.');

export const PendingDays = Days.max(3650).describe(
  'Calendar days until the points can be spent, at the same wall time; less than the points can live, a month taken as 31 days. Absent: at once.',
);

export const AvailableOnDelivery = z
  .boolean()
  .describe(
    'Whether points of an order that still wait can be spent from its delivery on, told of by commerce.purchase.delivered.v1. Needs pendingDays, which stay the latest date. Absent: no.',
  );

export type ExpiryPolicy = z.output<typeof Expiry>;
export type RuleExpiryPolicy = z.output<typeof RuleExpiry>;

/** Days in the longest month: of months to come no more can be said. */
const MONTH_DAYS = 31;

/** No points live longer than so many calendar days; Infinity where nothing ends them but a member's doing nothing. */
export function longestLifeDays(expiry: ExpiryPolicy): number {
  switch (expiry.kind) {
    case 'after-days':
      return expiry.days;
    case 'by-month':
      return expiry.months * MONTH_DAYS;
    case 'fixed-date':
      return (expiry.monthsMin + 12) * MONTH_DAYS;
    case 'inactivity':
    case 'never':
      return Infinity;
  }
}
