import { Sku } from '@perennial/contracts';
import { z } from 'zod';

import { Days, Name, Sentence } from './words.schema.js';

const Level = z.strictObject({
  id: Name,
  from: z.int().min(0).describe('Qualifying points in the window from which the tier is reached, inclusive.'),
  multiplierPercent: z
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('What base points of an order are multiplied with: 125 is 1.25.'),
  benefits: z
    .strictObject({
      freeShipping: z.boolean().default(false),
      earlyAccessHours: z.int().min(0).default(0).describe('Hours before everybody else.'),
      others: z.array(Sentence).default([]).describe('Anything else, as the member reads it.'),
    })
    .optional(),
});

const Membership = z.strictObject({
  sku: Sku.describe('The product that is the membership; it earns nothing itself.'),
  tier: Name.describe(
    'Held at least, as long as the membership lasts. A higher one begins at once, a lower one when the higher ends.',
  ),
  days: Days.describe(
    'Term in days of 24 hours. Bought again, the next one begins at its end; it ends at once when its line is returned.',
  ),
});

export const Tiers = z
  .strictObject({
    windowDays: Days.default(365).describe('Days of 24 hours over which qualifying points are counted.'),
    graceDays: Days.default(30).describe(
      'Days of 24 hours a tier is kept after its points are lost, and between two steps down.',
    ),
    noticeDays: Days.max(365).optional().describe('Days before a tier is lost at which the member is told.'),
    levels: z.array(Level).min(1).describe('From the lowest, which starts at 0, to the highest.'),
    memberships: z.array(Membership).default([]),
  })
  .superRefine(({ levels, memberships }, context) => {
    const ids = levels.map(({ id }) => id);
    levels.forEach(({ id, from }, index) => {
      const before = levels[index - 1]?.from ?? -1;
      const message =
        index === 0 && from !== 0
          ? 'must be 0: everybody is in the lowest tier'
          : from <= before
            ? `must be above ${before}, where the tier before it starts`
            : undefined;
      if (message) context.addIssue({ code: 'custom', path: ['levels', index, 'from'], message });
      if (ids.indexOf(id) < index) {
        context.addIssue({ code: 'custom', path: ['levels', index, 'id'], message: `the tier "${id}" is there twice` });
      }
    });
    memberships.forEach(({ tier, sku }, index) => {
      if (!ids.includes(tier)) {
        const message = `must be one of the tiers: ${ids.join(', ')}`;
        context.addIssue({ code: 'custom', path: ['memberships', index, 'tier'], message });
      }
      if (memberships.findIndex((other) => other.sku === sku) < index) {
        const message = `there is already a membership with sku ${sku}`;
        context.addIssue({ code: 'custom', path: ['memberships', index, 'sku'], message });
      }
    });
  });

export type TierSettings = z.output<typeof Tiers>;
export type TierLevel = TierSettings['levels'][number];
