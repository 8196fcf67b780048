import { z } from 'zod';

import type { Reported } from '../domain/score-report.js';
import type { ScoreReport } from './read-score-report.js';
import type { ScoreQuery } from './survey-query.js';

/** A figure, or the same with nothing in it where it is suppressed. */
export type Told<Figure> = { readonly [Field in keyof Figure]: Figure[Field] | null };

const difference = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('How much more it is than before, with its interval of 95 %. Null where one of both is null.');

/** What a route answers about the scores of a survey. @param figure fields of the figure */
export function scoreAnswer<Shape extends z.ZodRawShape>(figure: Shape) {
  const told = {
    ...figure,
    suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` answers.'),
  };
  const compared = {
    ...told,
    previous: z.object(told).optional().describe('Of the days before; of a period, the period before.'),
    change: difference.optional(),
  };
  const group = z
    .string()
    .nullable()
    .describe('YYYY-MM-DD of a day or of the Monday of a week, YYYY-MM of a month. Null: not known.');
  return z.object({
    survey: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    previousFrom: z.string().optional().describe('First of the days before.'),
    previousTo: z.string().optional().describe('Last of the days before.'),
    minimumN: z.int().describe('Fewest answers that are told of.'),
    ...compared,
    groups: z
      .array(z.object({ group, ...compared }))
      .optional()
      .describe(
        'In alphabetical order. Of everybody the latest answer in each group counts, so that groups may overlap.',
      ),
  });
}

/** The report as `scoreAnswer` describes it. @param hidden what stands for a figure that is suppressed */
export function scoreJson<Figure extends object>(
  survey: string,
  { from, to }: ScoreQuery,
  minimumN: number,
  hidden: Told<Figure>,
  { whole, groups, daysBefore }: ScoreReport<Figure>,
) {
  return {
    survey,
    from: from ?? null,
    to: to ?? null,
    ...(daysBefore && { previousFrom: daysBefore.from, previousTo: daysBefore.to }),
    minimumN,
    ...reportedJson(hidden, whole),
    ...(groups && { groups: groups.map((each) => ({ group: each.group, ...reportedJson(hidden, each) })) }),
  };
}

function reportedJson<Figure extends object>(hidden: Told<Figure>, { figure, before }: Reported<Figure>) {
  const json = (each: Figure | undefined) => ({ ...(each ?? hidden), suppressed: each === undefined });
  return { ...json(figure), ...(before && { previous: json(before.figure), change: before.change }) };
}
