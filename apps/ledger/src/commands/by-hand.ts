import { ProblemError } from '@perennial/service';

import type { ByHand } from '../domain/by-hand.js';
import type { Decision } from '../domain/decision.js';
import { expiredPoints, extendablePoints } from '../domain/fold/reconsider-expiry.js';
import type { Present } from '../domain/chunk/present.js';

/**
 * What is decided, and about how many points.
 *
 * @throws ProblemError when it cannot be done to what the member has now
 */
export function decisionByHand(id: string, byHand: ByHand, { state, at }: Present): [Decision, bigint] {
  const { reason } = byHand;
  switch (byHand.kind) {
    case 'adjustment':
      return [{ kind: 'adjustment', adjustmentId: id, points: byHand.points, reason }, byHand.points];
    case 'reinstatement': {
      const { points, expiresAt } = byHand;
      if (expiresAt !== undefined && expiresAt <= at) {
        throw new ProblemError(422, 'EXPIRY_IN_THE_PAST', 'Points with this date would be gone at once.');
      }
      const expired = expiredPoints(state);
      if (expired < points) {
        const detail = `${points} points are wanted back, ${expired} have expired.`;
        throw new ProblemError(409, 'INSUFFICIENT_EXPIRED_POINTS', detail, { missing: points - expired });
      }
      const date = expiresAt === undefined ? {} : { expiresAt };
      return [{ kind: 'reinstatement', reinstatementId: id, points, ...date, reason }, points];
    }
    case 'extension': {
      const { expiresAt, expiringBy } = byHand;
      const extension = { expiresAt, ...(expiringBy === undefined ? {} : { expiringBy }) };
      const points = extendablePoints(state, extension, at);
      if (points === 0n) {
        throw new ProblemError(409, 'NOTHING_TO_EXTEND', 'The member has no points that this would give a later date.');
      }
      return [{ kind: 'extension', extensionId: id, ...extension, reason }, points];
    }
  }
}
