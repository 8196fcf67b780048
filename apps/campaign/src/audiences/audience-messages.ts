import {
  audienceEntered,
  audienceLeft,
  deterministicId,
  type AudienceEntered,
  type Envelope,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import { causedBy } from '../handlers/caused-by.js';
import type { Membership } from './domain/membership.js';

/** Of what happened to the customer, and when it did, or found out later. What follows from something may be no news either. */
export type Told = { readonly cause: Envelope; readonly late?: boolean } | { readonly lateAt: number };

/** Tells that a customer is in an audience now, or not any more. The count of what was told makes the id. */
export function audienceMessage(
  { customerId, audience, told, timesTold }: Membership,
  programmeVersion: number,
  why: Told,
): OutgoingMessage {
  const data: AudienceEntered = { customerId, audience, programmeVersion, late: 'lateAt' in why || why.late === true };
  return {
    type: (told ? audienceEntered : audienceLeft).type,
    id: deterministicId('audience', audience, customerId, String(timesTold)),
    time: new Date('lateAt' in why ? why.lateAt : why.cause.at).toISOString(),
    subject: customerId,
    data,
    ...('cause' in why && causedBy(why.cause)),
  };
}
