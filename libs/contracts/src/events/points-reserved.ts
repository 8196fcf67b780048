import { defineEvent, type DataOf } from '../define-event.js';
import { PointsMovement } from '../points-movement.js';

export const pointsReserved = defineEvent({
  type: 'loyalty.points.reserved.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points were set aside for a cart.',
  data: PointsMovement,
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: 10,
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'reservation', programmeVersion: 1, text: 'Cart of order o-9' },
  },
});
export type PointsReserved = DataOf<typeof pointsReserved>;
