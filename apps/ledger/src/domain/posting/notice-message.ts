import { deterministicId, pointsWillExpire, tierWillChange } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';

import { dayInWords } from '../calendar.js';
import type { ExpiryNotice, TierNotice } from '../notice.js';
import { balanceJson, type OutgoingPoints } from './points-message.js';
import type { Member } from './transfer.js';

/**
 * Tells that points will expire. Nothing moves, but it takes a number of the member's messages on `loyalty.points`.
 *
 * @param member with that number as `pointsSequence`
 */
export function expiryWarning(
  { customerId, balance, pointsSequence }: Member,
  { at, happensAt, points, award }: ExpiryNotice,
  { version, timeZone }: Programme,
): OutgoingPoints {
  const id = deterministicId(customerId, 'will-expire', happensAt, ...(award === undefined ? [] : [award]));
  return {
    type: pointsWillExpire.type,
    id,
    time: new Date(at).toISOString(),
    subject: customerId,
    data: {
      transferId: id,
      customerId,
      points: Number(points),
      expiresAt: new Date(happensAt).toISOString(),
      balance: balanceJson(balance),
      memberSequence: Number(pointsSequence),
      reason: {
        rule: 'expiry',
        programmeVersion: version,
        text: `${points} ${points === 1n ? 'point expires' : 'points expire'} on ${dayInWords(happensAt, timeZone)}`,
      },
    },
  };
}

/** Tells that a tier will be lost unless something happens. */
export function tierWarning(
  { customerId, state: { tier } }: Member,
  { at, happensAt, to }: TierNotice,
  { version, timeZone }: Programme,
): OutgoingPoints {
  return {
    type: tierWillChange.type,
    id: deterministicId(customerId, 'tier-will-change', tier.held, to, happensAt),
    time: new Date(at).toISOString(),
    subject: customerId,
    data: {
      customerId,
      from: tier.held,
      to,
      qualifyingPoints: Number(tier.credits.points),
      validUntil: new Date(happensAt).toISOString(),
      reason: {
        rule: 'tiers',
        programmeVersion: version,
        text: `${tier.held} ends on ${dayInWords(happensAt, timeZone)}`,
      },
    },
  };
}
