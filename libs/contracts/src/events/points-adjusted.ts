import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { PointsMovement } from '../points-movement.js';

export const pointsAdjusted = defineEvent({
  type: 'loyalty.points.adjusted.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points were added or taken by hand, or a correction for a late fact.',
  data: PointsMovement.extend({
    points: z.int().describe('Whole points, signed: above 0 to the member, below 0 from the member.'),
  }),
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: 25,
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'adjustment', programmeVersion: 1, text: 'Goodwill after a late delivery' },
  },
});
export type PointsAdjusted = DataOf<typeof pointsAdjusted>;
