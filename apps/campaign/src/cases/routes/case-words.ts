import { caseOpened } from '@perennial/contracts';
import { z } from 'zod';

import type { KeptCase } from '../queries/case-row.js';

const { reason, about, themes } = caseOpened.data.shape;

/** Why a case was opened. */
export const CaseReason = reason;

/** What a person made of a case. */
export const Outcome = z
  .enum(['resolved', 'unresolved', 'unreachable'])
  .describe('unresolved: the customer was heard, and it could not be put right. unreachable: nobody was reached.');

/** A case that waits for a person. */
export const OpenCase = z.object({
  caseId: z.uuid(),
  customerId: z.string(),
  reason,
  about,
  openedAt: z.string().describe('RFC 3339, UTC: when it was answered or reported.'),
  dueAt: z.string().describe('RFC 3339, UTC: until when, inclusive, it is closed in time.'),
  overdue: z.boolean().describe('It is open, and that instant is over.'),
  themes,
});

/** @param now the service's clock */
export function shownCase(kept: KeptCase, now: Date): z.output<typeof OpenCase> {
  const { caseId, customerId, reason: why, about: what, openedAt, dueAt, closed } = kept;
  return {
    ...{ caseId, customerId, reason: why, about: what },
    ...{ openedAt: new Date(openedAt).toISOString(), dueAt: new Date(dueAt).toISOString() },
    overdue: !closed && dueAt < now.getTime(),
    themes: [...kept.themes],
  };
}
