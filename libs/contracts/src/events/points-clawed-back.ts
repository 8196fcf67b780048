import { defineEvent, type DataOf } from '../define-event.js';
import { Thing } from '../fields.js';
import { PointsMovement } from '../points-movement.js';

export const pointsClawedBack = defineEvent({
  type: 'loyalty.points.clawed-back.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points were taken back because what earned them was returned, cancelled or taken back.',
  data: PointsMovement.extend({ thing: Thing.optional() }),
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: 10,
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'purchase', programmeVersion: 1, text: 'Order o-3 was returned' },
    thing: 'order:o-3',
  },
});
export type PointsClawedBack = DataOf<typeof pointsClawedBack>;
