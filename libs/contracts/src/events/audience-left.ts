import { AudienceMembership } from '../audience-membership.js';
import { defineEvent } from '../define-event.js';

export const audienceLeft = defineEvent({
  type: 'loyalty.audience.left.v1',
  topic: 'loyalty.audience',
  subject: 'customerId',
  summary:
    'A customer of whom it was said that they entered an audience is none of it any more: also when the record was merged into another. Of who is forgotten nothing is said.',
  data: AudienceMembership,
  example: { customerId: 'c-7', audience: 'big-spenders', programmeVersion: 1, late: false },
});
