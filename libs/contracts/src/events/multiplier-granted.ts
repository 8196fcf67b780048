import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id, Instant, POINTS_AT_ONCE_MAX, Reason } from '../fields.js';

export const multiplierGranted = defineEvent({
  type: 'loyalty.multiplier.granted.v1',
  topic: 'loyalty.grant',
  subject: 'customerId',
  businessKey: ['grantId'],
  summary:
    'A campaign has base points of a next purchase multiplied. The ledger books what that comes to, and tells of it on loyalty.reward-issued.',
  data: z.object({
    grantId: Id.describe('The id of the offer; the same after any crash or replay.'),
    customerId: CustomerId,
    campaignId: Id.describe('The rule of the award in the ledger, as of points that a campaign gives.'),
    factorPercent: z
      .int()
      .min(101)
      .max(10_000)
      .describe('Base points of one order count this often in all: 200 is double, so as many again are given.'),
    pointsMax: z
      .int()
      .min(1)
      .max(POINTS_AT_ONCE_MAX)
      .describe('Whole points that it gives at most, besides those that the order earns anyway.'),
    validTo: Instant.describe(
      'Exclusive. It is for the first order later than the time of this event, and before this instant, for which it gives at least a point.',
    ),
    reason: Reason.required(),
  }),
  example: {
    grantId: '7c1d0c53-07a4-5b53-9a75-0f3b8f1a6a10',
    customerId: 'c-7',
    campaignId: 'double-points',
    factorPercent: 200,
    pointsMax: 500,
    validTo: '2027-04-01T10:00:00Z',
    reason: { rule: 'double-points', programmeVersion: 1, text: 'Double points on your next purchase' },
  },
});
export type MultiplierGranted = DataOf<typeof multiplierGranted>;
