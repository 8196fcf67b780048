import { z } from 'zod';

import { CustomerId, Id, MemberSequence, Points, Reason } from './fields.js';

/** What every message on `loyalty.points` says: how many points moved for whom, and what the member has now. */
export const PointsMovement = z.object({
  transferId: Id.describe('Equals the CloudEvents id; the same after any crash or replay.'),
  customerId: CustomerId,
  points: z.int().min(1).describe('Whole points, above 0; the type says in which direction.'),
  balance: z
    .object({
      available: Points.describe('Can be spent now.'),
      pending: Points.describe('Earned, not yet available.'),
      reserved: Points.describe('Set aside for a cart.'),
      debt: Points.describe('Owed: later points repay it first.'),
    })
    .describe("The member's balance directly after this movement."),
  memberSequence: MemberSequence,
  reason: Reason,
});
