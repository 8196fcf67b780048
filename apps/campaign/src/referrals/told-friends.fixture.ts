import {
  pointsClawedBack,
  purchaseCompleted,
  referralCreated,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

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

/** Points of the ledger for both, because the friend has bought. */
export function pointsForFriend(referrerId: string, refereeId: string, time: string): Envelope[] {
  return (['referrer', 'referee'] as const).map((side) => {
    const customerId = side === 'referrer' ? referrerId : refereeId;
    const id = `${side}-${referrerId}-${refereeId}`;
    const reason = { rule: `referral-${side}`, programmeVersion: 1, text: 'A friend' };
    const event = anEvent(rewardIssued, { data: { customerId, reason, rewardId: id }, source: LEDGER, time, id });
    return { ...event, causationid: `${refereeId}-${time}`, causationsource: '/shop/test' };
  });
}

/** The ledger takes the friend's points back. */
export function takesBack(refereeId: string, time: string): Envelope {
  const id = `back-${refereeId}`;
  const reason = { rule: 'referral-referee', programmeVersion: 1, text: 'The order was returned' };
  const data = { customerId: refereeId, reason, transferId: id };
  return anEvent(pointsClawedBack, { data, source: LEDGER, time, id });
}
