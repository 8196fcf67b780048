import { defineEvent, type DataOf } from '../define-event.js';
import { Instant } from '../fields.js';
import { PointsMovement } from '../points-movement.js';

export const pointsWillExpire = defineEvent({
  type: 'loyalty.points.will-expire.v1',
  topic: 'loyalty.points',
  subject: 'customerId',
  summary: 'Points are about to expire: a notice, nothing has moved yet.',
  data: PointsMovement.extend({
    expiresAt: Instant.describe('When they are gone: from this instant on.'),
  }),
  example: {
    transferId: '0d9a7c1e-6a41-5b7e-9f07-2f2e5f3b8c10',
    customerId: 'c-7',
    points: 10,
    expiresAt: '2028-04-01T00:00:00Z',
    balance: { available: 120, pending: 0, reserved: 0, debt: 0 },
    memberSequence: 3,
    reason: { rule: 'expiry', programmeVersion: 1, text: '10 points expire on 1 April 2028' },
  },
});
export type PointsWillExpire = DataOf<typeof pointsWillExpire>;
