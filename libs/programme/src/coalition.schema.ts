import { z } from 'zod';

import { CurrencyInUse, Name, Sentence } from './words.schema.js';

const PricePer1000Points = z.int().min(0).max(1_000_000_000);

/** Partners who fund what is earned with them, and are paid for what is redeemed at them. */
export const Coalition = z
  .strictObject({
    currency: CurrencyInUse.describe('Of all prices and statements.'),
    issuedMinorPer1000Points: PricePer1000Points.describe(
      'What a partner pays for 1000 points issued: 800 is 0.8 a point.',
    ),
    redeemedMinorPer1000Points: PricePer1000Points.describe('What a partner gets for 1000 points redeemed at it.'),
    partners: z.array(z.strictObject({ id: Name, text: Sentence.describe('Its name.') })).min(1),
  })
  .superRefine(({ partners }, context) => {
    partners.forEach(({ id }, index) => {
      if (partners.findIndex((other) => other.id === id) < index) {
        context.addIssue({
          code: 'custom',
          path: ['partners', index, 'id'],
          message: `the partner "${id}" is there twice`,
        });
      }
    });
  });

export type CoalitionSettings = z.output<typeof Coalition>;
