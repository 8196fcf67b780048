import { z } from 'zod';

import { Days } from './words.schema.js';

/** How products are recommended to members. */
export const Recommendations = z.strictObject({
  holdoutPercent: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'Share of the members who are recommended only what is popular, so that the effect on the others can be measured.',
    ),
  halfLifeDays: Days.default(90).describe(
    'After so many days of 24 hours, a purchase counts half for which categories a member cares about.',
  ),
});
