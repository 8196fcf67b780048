import {
  pointsClawedBack,
  purchaseCompleted,
  referralCreated,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import type { Side } from './queries/save-awards.js';

const LEDGER = '/perennial/ledger';

/** That a customer brought another one. @param time RFC 3339 */
export function brings(referrerId: string, refereeId: string, time: string): Envelope {
  const data = { referrerId, refereeId, deviceDigest: undefined, addressDigest: undefined };
  return anEvent(referralCreated, {
    data: { ...data, referralId: `${referrerId}-${refereeId}-${time}` },
    ...{ time, id: `${referrerId}-${refereeId}-${time}` },
  });
}

/** An order of so many minor units. */
export function buys(customerId: string, totalMinor: number, time: string, currency = 'USD'): Envelope {
  const orderId = `${customerId}-${time}`;
  const data = { customerId, orderId, totalMinor, currency, lines: undefined };
  return anEvent(purchaseCompleted, { data, time, id: orderId });
}

/** What the ledger says of points for a friend. */
interface ToldPoints {
  readonly side: Side;
  readonly customerId: string;
  /** RFC 3339. */
  readonly time: string;
  /** Absent: the ledger is of a build that did not say what points are for. */
  readonly thing?: string;
  /** Which one of the customer's messages of its kind. */
  readonly sequence?: number;
}

/** Points of the ledger for one side. @param causationid the friend's order, or what made it count */
export function gives({
  side,
  customerId,
  time,
  thing,
  sequence = 1,
  causationid,
}: ToldPoints & { causationid: string }): Envelope {
  const id = `${side}-${customerId}-${causationid}-${sequence}`;
  const reason = { rule: `referral-${side}`, programmeVersion: 1, text: 'A friend' };
  const data = { customerId, reason, rewardId: id, points: 20, thing, memberSequence: sequence };
  return { ...anEvent(rewardIssued, { data, source: LEDGER, time, id }), causationid, causationsource: '/shop/test' };
}

/** The ledger takes one side's points back. */
export function takes({ side, customerId, time, thing, sequence = 1 }: ToldPoints): Envelope {
  const id = `back-${side}-${customerId}-${thing}-${sequence}`;
  const reason = { rule: `referral-${side}`, programmeVersion: 1, text: 'The order was returned' };
  const data = { customerId, reason, transferId: id, points: 20, thing, memberSequence: sequence };
  return anEvent(pointsClawedBack, { data, source: LEDGER, time, id });
}

/** Points of the ledger for both, because the friend has bought. */
export function pointsForFriend(referrerId: string, refereeId: string, time: string): Envelope[] {
  const about = { time, thing: thingOf(referrerId, refereeId), causationid: `${refereeId}-${time}` };
  return [
    gives({ side: 'referrer', customerId: referrerId, ...about }),
    gives({ side: 'referee', customerId: refereeId, ...about }),
  ];
}

/** The ledger takes the points of both back. */
export function takesBack(referrerId: string, refereeId: string, time: string): Envelope[] {
  const about = { time, thing: thingOf(referrerId, refereeId) };
  return [
    takes({ side: 'referrer', customerId: referrerId, ...about }),
    takes({ side: 'referee', customerId: refereeId, ...about }),
  ];
}

function thingOf(referrerId: string, refereeId: string): string {
  return `referral:${referrerId}-${refereeId}`;
}
