import { Count } from '@perennial/contracts';
import { z } from 'zod';

import { OptionsJson } from '../../choices/options-json.js';
import { RESULT_ARMS } from '../domain/arm-sums.js';
import { BudgetJson } from './summary-json.js';

const told = z.number().nullable();

const Estimate = z.object({ value: told, low: told, high: told });

const liftShape = {
  treated: told.describe('Rate (0 to 1) or mean, in minor units.'),
  holdout: told,
  difference: told.describe('Treated less holdout.'),
  standardError: told,
  statistic: told.describe('z of rates, t of means: the difference in standard errors.'),
  degrees: told.describe('Degrees of freedom of t; null: z.'),
  p: told.describe('Two-sided, of one look that was planned.'),
  low: told.describe('Interval of the difference, 95 %.'),
  high: told,
  relative: Estimate.describe('The difference as a share of the holdout: .2 is 20 % more.'),
};

const Lift = z.object(liftShape);

const AlwaysValid = z
  .object({
    p: z.number().describe('The smallest of all days.'),
    low: told,
    high: told,
    looks: Count.describe('Days on which windows ended, each of them a look.'),
  })
  .describe('For those who look while the campaign runs, as often as they like.');

const Revenue = z.object({
  currency: z.string(),
  lift: Lift,
  adjusted: z
    .object({ ...liftShape, theta: z.number(), rho: z.number().describe('Correlation of before and after.') })
    .describe('CUPED: with what customers spent in as many days before their assignment.'),
  alwaysValid: AlwaysValid,
  incrementalMinor: Estimate.describe('The adjusted difference times the treated.'),
});

const costShape = {
  currency: z.string(),
  redeemedMinor: z.int().describe('Face value of what was redeemed.'),
  openMinor: z.int().describe('Face value of what may still be.'),
  totalMinor: z.int(),
};

const Cost = z.object({
  ...costShape,
  perConversionMinor: told.describe('Of each treated customer who bought, whatever for.'),
  perIncrementalMinor: Estimate.describe('Of each customer who bought and would not have.'),
});

const Retention = z
  .object({
    arms: z.array(
      z.object({
        arm: z.enum(RESULT_ARMS),
        n: Count.describe('Customers of whom both windows are over.'),
        notYetObserved: Count,
        retained: Count,
        value: told.describe('Share of those who came back, with the interval of Wilson.'),
        low: told,
        high: told,
      }),
    ),
    lift: Lift,
    incremental: Estimate.describe('Customers who came back and would not have.'),
    costs: z
      .array(
        z.object({
          ...costShape,
          perRetainedMinor: Estimate.describe('Of each treated customer who came back.'),
          perIncrementalMinor: Estimate.describe(
            'Of each who came back and would not have. No upper end where there may be none, nothing where there seems to be none: see caveats.',
          ),
        }),
      )
      .describe('Of offers made to the treated within both windows.'),
  })
  .describe('Who bought again in as many days after the window: what the offer was used on is not among it.');

const Arm = z.object({
  arm: z.enum(RESULT_ARMS).describe('control: the control group of all campaigns, compared with nothing here.'),
  assigned: Count.describe('Customers, each once, by the first decision that counts in the period.'),
  n: Count.describe('Those of them whose window is over: all figures are of these.'),
  notYetObserved: Count,
  conversions: Count.describe('Customers who bought after the assignment, before the end of the window.'),
  conversionRate: told,
  revenue: z.array(z.object({ currency: z.string(), netMinor: z.int(), meanMinor: z.number() })),
  decisions: z.array(z.object({ outcome: z.enum(['offered', 'withheld']), reason: z.string(), n: Count })),
});

export const ResultsJson = z.object({
  campaignId: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  windowDays: z.int(),
  asOf: z.string(),
  arms: z.array(Arm),
  conversion: z.object({
    lift: Lift,
    alwaysValid: AlwaysValid,
    incremental: Estimate.describe('Customers who bought and would not have.'),
  }),
  revenue: z.array(Revenue).describe('By currency; of a customer net of returns, 0 included.'),
  sampleRatio: z
    .object({ expected: z.array(z.number()), chiSquare: told, p: told, alarm: z.boolean() })
    .nullable()
    .describe('Treatment and holdout as they were to be. Null: nobody, or everybody, is to be held out.'),
  offers: Count.describe('Made to the treated within their windows.'),
  redemptions: Count,
  ofUnknownWorth: Count.describe('Offers whose worth nobody knows: no cost has them.'),
  costs: z.array(Cost),
  options: OptionsJson,
  retention: Retention,
  budgets: z.array(BudgetJson).describe('Of this month, and of the other periods that today is in.'),
  caveats: z
    .array(z.object({ of: z.string(), code: z.string(), text: z.string() }))
    .describe('What the figures cannot tell, and why.'),
});

export type ResultsJson = z.output<typeof ResultsJson>;
