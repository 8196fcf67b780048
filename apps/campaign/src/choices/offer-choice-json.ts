import { Count } from '@perennial/contracts';
import { z } from 'zod';

const propensity = z.number().describe('Probability of being chosen among these, by this policy.');

export const OfferChoiceJson = z
  .object({
    policyVersion: Count.describe('What was known of the offers of the campaign; 0: nothing.'),
    contextHash: z
      .string()
      .optional()
      .describe('Equal where what was known of the customer was equal. Absent: chosen before it was kept.'),
    eligible: z
      .array(
        z.object({
          option: z.string().describe('Id of the offer in the document.'),
          gain: z.number().describe('Worth of one redemption beside that of the others, as the document has it.'),
          redeemed: Count.describe('Of those made before whose time was over.'),
          expired: Count.describe('Of those made before whose time was over.'),
          propensity,
        }),
      )
      .describe('The offers that passed margin guard and budget.'),
    chosen: z.string(),
    propensity,
    seed: z.int().describe('Of this choice: follows from the id of the offer.'),
    draws: z.int().describe('Propensities are counted over so many simulated choices,'),
    drawSeed: z.int().describe('which begin with this seed.'),
    floor: z.number().describe('Each of these is chosen with at least this probability.'),
  })
  .describe('Of a campaign with several offers: how this one was chosen. It can be chosen again from this alone.');
