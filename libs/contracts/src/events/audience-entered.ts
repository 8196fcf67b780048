import { AudienceMembership } from '../audience-membership.js';
import { defineEvent, type DataOf } from '../define-event.js';

export const audienceEntered = defineEvent({
  type: 'loyalty.audience.entered.v1',
  topic: 'loyalty.audience',
  subject: 'customerId',
  summary: 'The condition of an audience is true of a customer from now on.',
  data: AudienceMembership,
  example: { customerId: 'c-7', audience: 'big-spenders', programmeVersion: 1, late: false },
});
export type AudienceEntered = DataOf<typeof audienceEntered>;
