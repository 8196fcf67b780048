import { Points, POINTS_AT_ONCE_MAX } from '@perennial/contracts';
import { z } from 'zod';

import type { ByHand } from '../domain/by-hand.js';

/** What requests and answers of commands have in common. */
export const BalanceNow = z
  .object({ available: Points, pending: Points, reserved: Points, debt: Points })
  .describe('What the member has directly after this.');

export const WantedPoints = z.int().min(1).max(POINTS_AT_ONCE_MAX).describe('Whole points.');

/** Why somebody did something by hand. */
export const Reason = z
  .string()
  .regex(/^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,500}$/u, {
    error: 'must be 1 to 500 characters without control characters',
  })
  .refine((text) => text.trim() !== '', { error: 'must say why: it is blank' })
  .meta({ minLength: 1, maxLength: 500 })
  .describe('Why; kept with it.');

/** Ids that the ledger gives. */
export const GivenId = z.uuid();

export const SignedPoints = z
  .int()
  .min(-POINTS_AT_ONCE_MAX)
  .max(POINTS_AT_ONCE_MAX)
  .refine((points) => points !== 0, { error: 'must not be 0' })
  .describe('Whole points, not 0: above 0 to the member, below 0 from the member.');

/** What was done by hand, or is to be. */
export const AdjustmentDetail = {
  kind: z.enum(['adjustment', 'reinstatement', 'extension']),
  expiresAt: z.string().optional().describe('RFC 3339, UTC: the date that points get, where one was named.'),
  expiringBy: z.string().optional().describe('RFC 3339, UTC: of an extension, up to which date lots are extended.'),
};

export function adjustmentDetail(
  kind: ByHand['kind'],
  expiresAt: Date | number | undefined,
  expiringBy: Date | number | undefined,
) {
  const iso = (at: Date | number) => new Date(at).toISOString();
  return {
    kind,
    ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) }),
    ...(expiringBy === undefined ? {} : { expiringBy: iso(expiringBy) }),
  };
}

export const WaitingAdjustment = z.object({
  adjustmentId: GivenId.describe('For `POST /v1/adjustments/{id}/approve` or `/decline`.'),
  status: z.literal('waiting').describe('For a second person; nothing is posted yet.'),
  points: SignedPoints,
});

export const PostedAdjustment = z.object({
  adjustmentId: GivenId,
  status: z.literal('posted'),
  points: SignedPoints,
  balance: BalanceNow,
});
