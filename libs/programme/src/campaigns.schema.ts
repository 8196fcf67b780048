import { z } from 'zod';

import { Name, Percent } from './words.schema.js';

export const Campaign = z.strictObject({
  id: Name,
  trigger: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('first-purchase') })]),
  offer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('discount'),
      percent: Percent,
      validDays: z.int().min(1).max(3650).describe('Days of 24 hours the code is valid from its issue.'),
    }),
  ]),
  holdoutPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('Share of the customers who get nothing, so that the effect on the others can be measured.'),
});

export type Campaign = z.output<typeof Campaign>;
