import { z } from 'zod';

import { DifferentNames, printable } from './words.schema.js';

/** What answers and cases are counted by. Nobody reads texts for it: whoever takes an answer or closes a case names them. */
export const Themes = z
  .strictObject({
    names: DifferentNames.describe('The themes there are.'),
    question: printable(100)
      .default('themes')
      .describe('The question of a survey whose answer is one of the themes, or a list of them. Others are left out.'),
  })
  .describe('What answers and cases are counted by. Absent: by nothing.');

export type ThemeSettings = z.output<typeof Themes>;

const due = {
  dueHours: z.int().min(1).max(8_760).describe('A person gets in touch within so many hours of what happened.'),
};

/** For what a person gets in touch with a customer. */
export const Cases = z
  .strictObject({
    detractor: z.strictObject(due).optional().describe('An NPS answer of 0 to 6.'),
    passive: z.strictObject(due).optional().describe('An NPS answer of 7 or 8.'),
    badCsat: z
      .strictObject({
        ...due,
        scoreMax: z.int().min(1).max(4).default(2).describe('The best score that is a bad one.'),
      })
      .optional()
      .describe('A bad answer to a satisfaction survey (csat, 1 to 5).'),
    issue: z
      .strictObject({
        ...due,
        severityFrom: z.int().min(1).max(3).default(1).describe('The slightest one that counts.'),
      })
      .optional()
      .describe('A service issue that was reported. It is closed when the issue is resolved.'),
  })
  .describe('For what a person gets in touch with a customer, and how soon. What is absent opens no case.');

export type CaseSettings = z.output<typeof Cases>;
