import { z } from 'zod';

/** The model that tells of churn: BG/NBD calls everybody alive who bought once. */
export const MODEL = 'MBG/NBD';

/** What is told of the risk that customers have given up. */
export const churnFigures = {
  customers: z.int(),
  mean: z.number().describe('Mean probability of having given up.'),
  expectedLost: z.number().describe('Sum of the probabilities.'),
  likelyLost: z.int().describe('Customers who have given up more likely than not.'),
};
