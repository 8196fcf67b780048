import { defineEvent, type DataOf } from '../define-event.js';
import { PointsMovement } from '../points-movement.js';

export const pointsRedeemed = defineEvent({
  type: 'loyalty.points.redeemed.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points were spent on a reward.',
  data: PointsMovement,
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: 10,
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'redemption', programmeVersion: 1, text: 'bracelet' },
  },
});
export type PointsRedeemed = DataOf<typeof pointsRedeemed>;
