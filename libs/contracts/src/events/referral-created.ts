import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Id } from '../fields.js';

export const referralCreated = defineEvent({
  type: 'commerce.referral.created.v1',
  topic: 'commerce.referral',
  subject: 'referrerId',
  businessKey: ['referralId'],
  summary: 'A customer brought another person, who took up the invitation.',
  data: z.object({
    referralId: Id,
    code: Id.optional().describe('The code or link the invitation used.'),
    referrerId: CustomerId.describe('Who invited; equals the CloudEvents subject.'),
    refereeId: CustomerId.describe('Who was invited.'),
    deviceDigest: Id.optional().describe("Digest of the referee's device, for spotting self-referrals."),
    addressDigest: Id.optional().describe("Digest of the referee's address, for spotting self-referrals."),
  }),
  example: { referralId: 'f-12', code: 'ANNA-9', referrerId: 'c-7', refereeId: 'c-8' },
});
export type ReferralCreated = DataOf<typeof referralCreated>;
