import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, POINTS_AT_ONCE_MAX, Reason } from '../fields.js';

export const pointsGranted = defineEvent({
  type: 'loyalty.points.granted.v1',
  topic: 'loyalty.grant',
  subject: 'customerId',
  businessKey: ['grantId'],
  summary: 'A campaign gives a customer points. The ledger books them, and tells of them on loyalty.reward-issued.',
  data: z.object({
    grantId: Id.describe('Equals the CloudEvents id, and the id of the offer; the same after any crash or replay.'),
    customerId: CustomerId,
    campaignId: Id.describe(
      'The rule of the award in the ledger. Where an earn rule of the programme has the same name, it stays a grant: with the expiry and the text of a campaign.',
    ),
    points: z.int().min(1).max(POINTS_AT_ONCE_MAX).describe('Whole points.'),
    reason: Reason.required(),
  }),
  example: {
    grantId: '0a4f4d8e-93b6-5c6f-8d0b-2f8a3ad6c7e1',
    customerId: 'c-7',
    campaignId: 'birthday-points',
    points: 50,
    reason: { rule: 'birthday-points', programmeVersion: 1, text: '50 points for your birthday' },
  },
});
export type PointsGranted = DataOf<typeof pointsGranted>;
