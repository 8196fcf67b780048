import { z } from 'zod';

import { CurrencyInUse, Days, DifferentNames, Name, Sentence, Stacking, WholePoints } from './words.schema.js';

const base = {
  id: Name.describe('What a redemption names.'),
  text: Sentence.describe(
    'What the member reads in the catalogue. The statement says no more than that points were redeemed.',
  ),
  points: WholePoints.describe('What one costs.'),
  stock: z.int().min(0).optional().describe('How many can be given in all. Absent: no limit.'),
  redeemedAt: Name.optional().describe("The partner it is redeemed at. Absent: the programme's own."),
};

/** What members can get for their points. */
export const Reward = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gift'),
    ...base,
    choices: DifferentNames.optional().describe('Variants, of which the member names one.'),
  }),
  z.strictObject({
    kind: z.literal('experience'),
    ...base,
    slotsPerMonth: z
      .int()
      .min(1)
      .optional()
      .describe("Per calendar month of the programme's time zone, for all members."),
  }),
  z.strictObject({
    kind: z.literal('discount'),
    ...base,
    value: z
      .strictObject({ amountMinor: z.int().min(1), currency: CurrencyInUse })
      .describe('Face value of the code, in whole minor units.'),
    validDays: Days.optional().describe('Days of 24 hours the code is valid. Absent: no end.'),
    stacking: Stacking,
  }),
  z.strictObject({ kind: z.literal('benefit'), ...base }),
]);

export type CatalogueReward = z.output<typeof Reward>;
