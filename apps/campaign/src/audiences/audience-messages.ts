import {
  audienceEntered,
  audienceLeft,
  deterministicId,
  type AudienceEntered,
  type Envelope,
} from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

import type { Membership } from './domain/membership.js';

/** Of what happened to the customer, and when it did, or found out later. */
export type Told = { readonly cause: Envelope } | { readonly lateAt: number };

/** Tells that a customer is in an audience now, or not any more. The count of what was told makes the id. */
export function audienceMessage(
  { customerId, audience, told, timesTold }: Membership,
  programmeVersion: number,
  why: Told,
): OutgoingMessage {
  const data: AudienceEntered = { customerId, audience, programmeVersion, late: 'lateAt' in why };
  return {
    type: (told ? audienceEntered : audienceLeft).type,
    id: deterministicId('audience', audience, customerId, String(timesTold)),
    time: new Date('lateAt' in why ? why.lateAt : why.cause.at).toISOString(),
    subject: customerId,
    data,
    ...('cause' in why && causedBy(why.cause)),
  };
}

function causedBy({ id, source, correlationid, traceparent }: Envelope): Partial<OutgoingMessage> {
  return {
    causationid: id,
    causationsource: source,
    ...(correlationid === undefined ? {} : { correlationid }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
