import { suggestionChanged } from '@perennial/contracts';
import { z } from 'zod';

import type { KeptSuggestion } from '../domain/suggestion.js';

/** What a person says becomes of a suggestion. */
export const DecidedStatus = suggestionChanged.data.shape.status;

export const AnyStatus = z.enum(['open', ...DecidedStatus.options]);

/** A suggestion, and what became of it. */
export const ShownSuggestion = z.object({
  suggestionId: z.uuid(),
  customerId: z.string(),
  status: AnyStatus,
  sku: z.string().optional(),
  category: z.string().optional(),
  proofId: z.string().optional().describe('Where the shop has the words of it.'),
  madeAt: z.string().describe('RFC 3339, UTC.'),
  changedAt: z.string().optional().describe('RFC 3339, UTC: when the status became what it is. Absent: it is open.'),
});

export function shownSuggestion({ madeAt, changedAt, ...kept }: KeptSuggestion): z.output<typeof ShownSuggestion> {
  return {
    ...kept,
    madeAt: new Date(madeAt).toISOString(),
    ...(changedAt !== undefined && { changedAt: new Date(changedAt).toISOString() }),
  };
}
