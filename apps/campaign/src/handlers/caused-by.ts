import type { OutgoingMessage } from '@perennial/messaging';

import type { Cause } from '../domain/candidate.js';

/** How a message tells what it followed from. @param cause absent, or without an id: of nothing that was told */
export function causedBy({ id, source, correlationid, traceparent }: Partial<Cause> = {}): Partial<OutgoingMessage> {
  return {
    ...(id === undefined ? {} : { causationid: id }),
    ...(source === undefined ? {} : { causationsource: source }),
    ...(correlationid === undefined ? {} : { correlationid }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
