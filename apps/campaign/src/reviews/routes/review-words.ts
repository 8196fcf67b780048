import { z } from 'zod';

import type { Judgement } from '../domain/judgement.js';

/** What answers about reviews have in common. */
const Standing = z
  .enum(['trusted', 'held', 'released', 'confirmed', 'withdrawn'])
  .describe(
    'held: waits for a person. released, confirmed: what a person decided; confirmed is final. withdrawn: taken back.',
  );

const ScoreNow = z.int().describe('Sum of the weights of the reasons that are not excused.');

export const judgementShape = {
  standing: Standing,
  score: ScoreNow,
  holdFrom: z.int().describe('From which score on it was held when it was judged.'),
  reasons: z.array(
    z.object({
      code: z.string().describe('docs/reviews.md has them all.'),
      weight: z.int(),
      excused: z.boolean().describe('A person found it harmless: it does not count any more.'),
      evidence: z.record(z.string(), z.number()).describe('Figures by name. Never texts.'),
    }),
  ),
};

export function judgementAnswer({
  standing,
  score,
  holdFrom,
  reasons,
  excused,
}: Judgement): z.output<z.ZodObject<typeof judgementShape>> {
  const told = reasons.map((reason) => ({ ...reason, excused: excused.includes(reason.code) }));
  return { standing, score, holdFrom, reasons: told };
}

/** What a person who decides sends. */
export const wantedDecision = z.strictObject({
  reason: z
    .string()
    .regex(/^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,500}$/u, {
      error: 'must be 1 to 500 characters without control characters',
    })
    .refine((text) => text.trim() !== '', { error: 'must say why: it is blank' })
    .meta({ minLength: 1, maxLength: 500 })
    .describe('Why; kept with it.'),
});

export const decidedReview = z.object({ reviewId: z.string(), standing: Standing, score: ScoreNow });
