import type { EventOf, surveyInvited } from '@perennial/contracts';

import { calendarDay } from './calendar-day.js';

/** What is kept of an invitation. */
export interface SurveyInvitation {
  readonly invitationId: string;
  /** The person. */
  readonly customerId: string;
  readonly survey: string;
  readonly touchpoint?: string | undefined;
  readonly locationId?: string | undefined;
  readonly orderId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** @param timeZone the programme's, in which the invitation falls on a day */
export function surveyInvitationOf(
  { at, data }: EventOf<typeof surveyInvited>,
  personOf: (customerId: string) => string,
  timeZone: string,
): SurveyInvitation {
  const { invitationId, customerId, survey, touchpoint, locationId, orderId } = data;
  const day = calendarDay(at, timeZone);
  return { invitationId, customerId: personOf(customerId), survey, touchpoint, locationId, orderId, at, day };
}
