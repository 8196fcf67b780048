import { Count } from '@perennial/contracts';
import { z } from 'zod';

const effective = {
  decisions: Count.describe('Offers whose time is over, made where this one was eligible.'),
  effectiveDecisions: z.number().describe('So many offers of this one alone would tell as much: (sum w)² / sum w².'),
};

const told = z.number().nullable();
const rate = z.object({ value: told, low: told, high: told }).describe('With its interval of 95 %.');

const Estimated = z.object({
  estimated: z.literal(true),
  ...effective,
  meanWeight: rate.describe('About 1 when the propensities are right.'),
  ips: rate.describe('Inverse propensity scoring: unbiased, and the widest.'),
  snips: rate.describe('Self-normalised: a little biased, narrower, from 0 to 1.'),
  directMethod: told.describe('What was redeemed of this offer where it was made, alone.'),
  doublyRobust: rate.nullable().describe('That, put right by what came: the one to read first.'),
});

const NotEstimated = z.object({
  estimated: z.literal(false),
  reason: z.literal('too-few-effective'),
  detail: z.string().describe('What was there and what is needed, in words.'),
  ...effective,
  effectiveMin: z.number().describe('100, or 1 % of the decisions, whichever is more.'),
});

export const OptionsJson = z
  .array(
    z.object({
      option: z.string().describe('Id of the offer in the document.'),
      made: Count.describe('In the period, by the instant of what caused them.'),
      redeemed: Count,
      expired: Count,
      open: Count,
      always: z
        .discriminatedUnion('estimated', [Estimated, NotEstimated])
        .describe('The share that would have been redeemed, had this offer always been made where it was eligible.'),
    }),
  )
  .describe('Of a campaign with several offers, each of them; else empty.');
