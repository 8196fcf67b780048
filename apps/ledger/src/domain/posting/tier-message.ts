import { deterministicId, tierChanged, type Envelope } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import { tierValidUntil, type TierChange } from '../tier.js';
import { causeOf, type OutgoingPoints } from './points-message.js';
import type { Member } from './transfer.js';

/** Tells of a tier reached or lost. */
export function tierMessage(
  member: Member,
  { from, to, at, qualifyingPoints }: TierChange,
  programme: Programme,
  cause: Envelope | undefined,
): OutgoingPoints {
  const { customerId, state } = member;
  const { tiers, version } = programme;
  const until = tiers && state.tier.held === to ? tierValidUntil(tiers, state.tier, state.passedTo)?.until : undefined;
  const named = cause ? [cause.source, cause.id] : [];
  return {
    type: tierChanged.type,
    id: deterministicId(customerId, 'tier', from, to, at, ...named),
    time: new Date(at).toISOString(),
    subject: customerId,
    ...(cause ? causeOf(cause, cause) : {}),
    data: {
      customerId,
      from,
      to,
      qualifyingPoints: Number(qualifyingPoints),
      ...(until === undefined ? {} : { validUntil: new Date(until).toISOString() }),
      reason: { rule: 'tiers', programmeVersion: version, text: `${qualifyingPoints} qualifying points` },
    },
  };
}
