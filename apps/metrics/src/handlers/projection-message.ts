import { clvProjected, deterministicId, type ClvProjected, type Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';

/**
 * A projection that an event caused. An event is handled once, and causes at most one projection of its customer; so
 * customer, event and the models used name the message.
 */
export function projectionCausedBy(event: Envelope, projection: ClvProjected): OutgoingMessage {
  const { customerId, modelVersion = 'none' } = projection;
  return {
    type: clvProjected.type,
    id: deterministicId(clvProjected.type, customerId, event.source, event.id, modelVersion),
    time: new Date(event.at).toISOString(),
    subject: customerId,
    causationid: event.id,
    causationsource: event.source,
    ...(event.correlationid !== undefined && { correlationid: event.correlationid }),
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    data: projection,
  };
}

/** Ends the projections of a customer, who was forgotten or is one person with another: nothing is kept under the id. */
export function projectionEnded(event: Envelope, customerId: string): OutgoingMessage {
  return {
    type: clvProjected.type,
    id: deterministicId(clvProjected.type, customerId, event.source, event.id, 'ended'),
    time: new Date(event.at).toISOString(),
    subject: customerId,
    causationid: event.id,
    causationsource: event.source,
    data: null,
  };
}

/** A projection sent because the models are new: one per customer and generation. */
export function projectionOfGeneration(generation: string, fittedAt: Date, projection: ClvProjected): OutgoingMessage {
  return {
    type: clvProjected.type,
    id: deterministicId(clvProjected.type, projection.customerId, generation),
    time: fittedAt.toISOString(),
    subject: projection.customerId,
    data: projection,
  };
}
