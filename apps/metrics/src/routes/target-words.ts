import { Currency, Word } from '@perennial/contracts';
import { ProblemError, wantedText, GROUPS_MAX } from '@perennial/service';
import { z } from 'zod';

import { dayOfIso, isoDate } from '../domain/calendar-day.js';
import { DIRECTIONS, TARGET_STATUSES } from '../domain/target.js';
import type { TargetNow } from '../targets/read-progress.js';
import { TARGET_METRIC_NAMES, targetMetric } from '../targets/target-metrics.js';
import type { WantedTarget } from '../targets/target.js';
import { CalendarDate } from './survey-query.js';

/** Days of a figure where none are named: a quarter of a year. */
const DAYS = 90;

const Metric = z.enum(TARGET_METRIC_NAMES);
const number = z.number().nullable();

/** What somebody wants. */
export const wantedTarget = z
  .strictObject({
    metric: Metric,
    goal: z.number().describe('In the unit of the metric: shares from 0 to 1, NPS from -100 to 100.'),
    direction: z
      .enum(DIRECTIONS)
      .optional()
      .describe(
        'Absent: the better side, where there is one. breakageRate, pointsPerOrder and pointsOutstanding need it.',
      ),
    owner: Word.describe('Who answers for it.'),
    dueOn: CalendarDate.describe('Last day, inclusive, in the time zone of the programme.'),
    days: z
      .int()
      .min(1)
      .max(999)
      .default(DAYS)
      .describe('The figure is of so many days up to the one it is asked on, that one included.'),
    currency: Currency.optional().describe('Needed for averageOrderMinor, purchaseFrequency and churnRisk only.'),
    groupBy: wantedText(255).optional().describe('What the part is named by that it is about; as in the report.'),
    group: wantedText(255).min(1).optional().describe('Which part. Absent, with groupBy: the whole.'),
  })
  .superRefine((wanted, context) => {
    for (const [field, message] of mistakes(wanted)) context.addIssue({ code: 'custom', path: [field], message });
  });

type Wanted = z.output<typeof wantedTarget>;

function* mistakes(wanted: Omit<Wanted, 'days'>): Generator<readonly [field: keyof Wanted, message: string]> {
  const { metric, goal, direction, currency, groupBy, group } = wanted;
  const { goals, better, ofCurrency, groupings } = targetMetric(metric);
  const [least, most] = goals;
  if (goal < least || goal > most) yield ['goal', `must be from ${least} to ${most} for ${metric}`];
  if (direction === undefined && better === undefined)
    yield ['direction', `must be one of ${DIRECTIONS.join(', ')}: of ${metric}, either side may be the better one`];
  if (ofCurrency && currency === undefined) yield ['currency', `must be named: ${metric} is of one currency`];
  if (!ofCurrency && currency !== undefined) yield ['currency', `must be absent: ${metric} is not of a currency`];
  if (groupBy !== undefined && !groupings.has(groupBy))
    yield [
      'groupBy',
      `must be ${groupings.names.length > 0 ? `one of ${groupings.names.join(', ')}` : 'absent'} for ${metric}`,
    ];
  if ((groupBy === undefined) !== (group === undefined)) yield ['group', 'must be there with groupBy, and only then'];
}

export function wantedOf({ direction, groupBy, group, ...rest }: Wanted): WantedTarget {
  return {
    ...rest,
    direction: direction ?? targetMetric(rest.metric).better ?? 'at-least',
    ...(groupBy !== undefined && group !== undefined && { group: { by: groupBy, name: group } }),
  };
}

/** What is told of a target, one line of a CSV file. */
export const targetShape = {
  targetId: z.uuid(),
  metric: Metric,
  unit: z.string(),
  currency: z.string().nullable(),
  groupBy: z.string().nullable(),
  group: z.string().nullable(),
  direction: z.enum(DIRECTIONS),
  goal: z.number(),
  owner: z.string(),
  dueOn: z.string(),
  days: z.int(),
  setOn: z.string(),
  setBy: z.string(),
  status: z
    .enum(TARGET_STATUSES)
    .describe(
      'met: the goal is reached, which can be lost again until it is final. on-track, at-risk: it lags behind the straight way from start to goal by at most a tenth of that way, or by more. missed: the last day is over. not-enough-data: there is nothing to tell, or of fewer than may be told of.',
    ),
  final: z.boolean().describe('The last day is over and the figure was measured then: it changes no more.'),
  value: number.describe('The figure of these days, up to today or to the last day. Null: it cannot be told.'),
  n: z.int().nullable().describe('What it is of: answers, customers, orders or awards. Null where nothing is counted.'),
  suppressed: z.boolean().describe('It would be of fewer than METRICS_MINIMUM_N people.'),
  tooManyGroups: z
    .boolean()
    .describe(`Its part is one of more than ${GROUPS_MAX}, as many as a report may have: then it is not measured.`),
  expected: number.describe(
    'What it would be today on the straight way. Null after the last day, and without a start.',
  ),
  startValue: number.describe('The figure when it could be told for the first time, where the way begins.'),
  startOn: z.string().nullable(),
};

type ToldTarget = z.output<z.ZodObject<typeof targetShape>>;

/** @param setOn the day of `setAt`, days since 1970-01-01 */
export function targetJson(target: TargetNow, setOn: number): ToldTarget {
  const { targetId, metric, currency = null, group, direction, goal, owner, dueOn, days, setBy, start, now } = target;
  return {
    ...{ targetId, metric, unit: targetMetric(metric).unit, currency },
    ...{ groupBy: group?.by ?? null, group: group?.name ?? null },
    ...{ direction, goal, owner, dueOn, days, setOn: isoDate(setOn), setBy },
    ...{ status: target.status, final: target.final, ...now, expected: target.expected },
    ...{ startValue: start?.value ?? null, startOn: start?.on ?? null },
  };
}

export function unknownTarget(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_TARGET', 'No target has this id.');
}

/** @throws ProblemError TARGET_ENDS_TOO_EARLY where the last day is not ahead. @param today days since 1970-01-01 */
export function requireTime(dueOn: string, today: number): void {
  if (dayOfIso(dueOn) > today) return;
  const detail = `The last day must be after today, which is ${isoDate(today)} in the time zone of the programme.`;
  throw new ProblemError(422, 'TARGET_ENDS_TOO_EARLY', detail);
}
