import { z } from 'zod';

import { Days, WholePoints } from './words.schema.js';

const Times = z.int().min(1);

/**
 * Most of what an award brings one member. Days and months are calendar days and months of the programme's time zone; what
 * is counted is what was paid, the earliest first, and taking back gives no room back.
 */
export const limits = {
  paidPerDayMax: Times.optional().describe(
    "Paid per member and calendar day of the programme's time zone, the earliest first. Absent: no limit.",
  ),
  paidPerMonthMax: Times.optional().describe(
    "Paid per member and calendar month of the programme's time zone, the earliest first. Absent: no limit.",
  ),
  pointsPerDayMax: WholePoints.optional().describe(
    'Points per member and calendar day; the award that reaches it is cut to what is left. Absent: no limit.',
  ),
  pointsPerMonthMax: WholePoints.optional().describe(
    'Points per member and calendar month; the award that reaches it is cut to what is left. Absent: no limit.',
  ),
  daysBetweenMin: Days.optional().describe(
    'Calendar days from one that is paid to the next, at least: 1 is once a day. Absent: none.',
  ),
};

const EarnLimits = z.strictObject(limits);

/** Limits of what a member earns by all rules together. */
export const Earning = EarnLimits.pick({ pointsPerDayMax: true, pointsPerMonthMax: true }).describe(
  'Most of what one member earns by all rules together, after the limits of each. Not counted: points given by a person, transfers, and what comes back.',
);

export type EarnLimits = z.output<typeof EarnLimits>;

const KEYS = Object.keys(limits) as (keyof EarnLimits)[];

/** Of a group of keys those that are limits, as far as it has them. */
export function limitsIn(group: EarnLimits): EarnLimits {
  const known = limitsBy.get(group);
  if (known) return known;
  const found = Object.fromEntries(KEYS.flatMap((key) => (group[key] === undefined ? [] : [[key, group[key]]])));
  limitsBy.set(group, found);
  return found;
}

/** Asked for at every award, of groups that never change. */
const limitsBy = new WeakMap<EarnLimits, EarnLimits>();
