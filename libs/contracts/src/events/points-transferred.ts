import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { PointsMovement } from '../points-movement.js';

export const pointsTransferred = defineEvent({
  type: 'loyalty.points.transferred.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points moved between two members; each of them gets a message of its own.',
  data: PointsMovement.extend({
    points: z.int().describe('Whole points, signed: above 0 to the member, below 0 from the member.'),
  }),
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: -10,
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'transfer', programmeVersion: 1, text: 'To c-8' },
  },
});
export type PointsTransferred = DataOf<typeof pointsTransferred>;
