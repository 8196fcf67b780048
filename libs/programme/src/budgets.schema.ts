import { z } from 'zod';

import { AmountPerCurrency, WholePoints } from './words.schema.js';

const amounts = {
  offers: z.int().min(1).optional().describe('Offers made.'),
  points: WholePoints.optional().describe('Points given; they are never given back.'),
  money: AmountPerCurrency.optional().describe(
    'Face value, set aside when an offer is made, which is the most its code takes off, and given back when it ends unused. A currency that is not named has none.',
  ),
};

const limitsSomething = ({ offers, points, money }: z.output<z.ZodObject<typeof amounts>>) =>
  (offers ?? points ?? money) !== undefined;
const NOTHING = { error: 'must name offers, points or money' };

export const BudgetPerMonth = z
  .strictObject(amounts)
  .refine(limitsSomething, NOTHING)
  .describe(
    "Per calendar month of the programme's time zone; what is set aside and what is spent never exceed it by one unit.",
  );

const Budget = z
  .strictObject({
    period: z
      .enum(['week', 'month', 'quarter', 'year', 'whole'])
      .describe("In the programme's time zone; weeks begin on Monday. whole: as long as there is the campaign."),
    per: z
      .literal('location')
      .optional()
      .describe(
        'Each location has it: that which the triggering event names; without one there is no offer. Absent: all of the campaign together.',
      ),
    ...amounts,
  })
  .refine(limitsSomething, NOTHING);

export type CampaignBudget = z.output<typeof Budget>;

export const Budgets = z
  .array(Budget)
  .min(1)
  .max(10)
  .superRefine((budgets, context) => {
    budgets.forEach(({ period, per }, index) => {
      if (budgets.findIndex((other) => other.period === period && other.per === per) < index)
        context.addIssue({ code: 'custom', path: [index, 'period'], message: `"${period}" is there twice` });
    });
  })
  .describe('Other budgets beside that of the month: an offer is made when all of them have enough left for it.');

export interface BudgetsOfCampaign {
  readonly budgetPerMonth?: z.output<typeof BudgetPerMonth> | undefined;
  readonly budgets?: readonly CampaignBudget[] | undefined;
}

/** Every budget that the offers of a campaign take of. */
export function allBudgets({ budgetPerMonth, budgets = [] }: BudgetsOfCampaign): readonly CampaignBudget[] {
  return budgetPerMonth ? [{ period: 'month', ...budgetPerMonth }, ...budgets] : budgets;
}

/** Every budget, and where it stands in the campaign. */
export function placedBudgets({
  budgetPerMonth,
  budgets = [],
}: BudgetsOfCampaign): (Pick<CampaignBudget, 'points' | 'money' | 'per'> & { readonly at: PropertyKey[] })[] {
  return [
    ...(budgetPerMonth ? [{ ...budgetPerMonth, at: ['budgetPerMonth'] }] : []),
    ...budgets.map((budget, index) => ({ ...budget, at: ['budgets', index] })),
  ];
}

export interface BudgetMistake {
  readonly path: PropertyKey[];
  readonly message: string;
}

/**
 * What is wrong with the budgets of a campaign.
 *
 * @param pointsEach what one of its offers gives at most; 0: they are no points
 * @param tellsLocation whether what triggers it can tell where it happened
 */
export function budgetMistakes(
  campaign: BudgetsOfCampaign,
  { pointsEach, tellsLocation }: { readonly pointsEach: number; readonly tellsLocation: boolean },
): BudgetMistake[] {
  const { budgetPerMonth, budgets = [] } = campaign;
  const twice = budgetPerMonth ? budgets.findIndex(({ period, per }) => period === 'month' && per === undefined) : -1;
  return [
    ...(twice < 0
      ? []
      : [{ path: ['budgets', twice, 'period'], message: 'must not be month beside budgetPerMonth: one of both' }]),
    ...placedBudgets(campaign).flatMap(({ at: path, points, per }) => [
      ...(points === undefined || pointsEach > 0
        ? []
        : [{ path: [...path, 'points'], message: 'must not be there: the campaign gives no points' }]),
      ...(points === undefined || points >= pointsEach
        ? []
        : [
            {
              path: [...path, 'points'],
              message: `must be ${pointsEach} at least, for one offer: nobody would get any`,
            },
          ]),
      ...(per === undefined || tellsLocation
        ? []
        : [{ path: [...path, 'per'], message: 'must not be there: what triggers the campaign tells no location' }]),
    ]),
  ];
}
