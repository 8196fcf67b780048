import { z } from 'zod';

/** The model that tells of churn: BG/NBD calls everybody alive who bought once. */
export const MODEL = 'MBG/NBD';

/** Of the model that tells it. */
export const dropoutIdentified = z
  .boolean()
  .describe(
    'Whether the data show that customers give up, by the MBG/NBD. False: nothing tells who has, and the risk is 0 of everybody.',
  );

/** What is told of the risk that customers have given up. */
export const churnFigures = {
  customers: z.int(),
  mean: z.number().describe('Mean probability of having given up.'),
  expectedLost: z.number().describe('Sum of the probabilities.'),
  likelyLost: z.int().describe('Customers who have given up more likely than not.'),
};
