import {
  isEvent,
  purchaseCompleted,
  referralCreated,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';

/** What a set of events must come to under the jeweller's programme. */
export interface Expected {
  readonly earned: Record<string, number>;
  readonly clawedBack: Record<string, number>;
  /** `customer rule event` → points that stay. */
  readonly awards: Record<string, number>;
  /** Verdicts by referral event. */
  readonly verdicts: Record<string, string>;
}

const FULL: Record<string, number> = { USD: 1000, EUR: 900, GBP: 800, JPY: 1500 };
const FRIEND: Record<string, number> = { USD: 2000, EUR: 1800, GBP: 1600, JPY: 3000 };

/**
 * The jeweller's rules written a second time, the naive way, to hold the ledger against: all members at once, one pass
 * over all events from the first to the last, with its own numbers and its own arithmetic.
 */
export function expectedOf(events: readonly Envelope[]): Expected {
  const sorted = [...events].sort(
    (a, b) => a.at - b.at || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.id < b.id ? -1 : 1),
  );
  const firstRevision = new Map<string, number>();
  const takenBack = new Set<string>();
  for (const event of sorted) {
    if (isEvent(purchaseCompleted, event)) {
      const { orderId, revision } = event.data;
      firstRevision.set(orderId, Math.min(revision, firstRevision.get(orderId) ?? Infinity));
    }
    if (isEvent(reviewUnpublished, event)) takenBack.add(event.data.reviewId);
  }
  const earned: Record<string, number> = {};
  const clawedBack: Record<string, number> = {};
  const awards: Record<string, number> = {};
  const verdicts: Record<string, string> = {};
  const give = (customer: string, rule: string, event: Envelope, points: number, kept = points) => {
    earned[customer] = (earned[customer] ?? 0) + points;
    if (kept > 0) awards[`${customer} ${rule} ${event.id}`] = kept;
    if (kept < points) clawedBack[customer] = (clawedBack[customer] ?? 0) + points - kept;
  };

  const buyers = new Set<string>();
  const broughtBy = new Map<string, string>();
  const settled = new Set<string>();
  const paidSkus = new Set<string>();
  const paidInMonth = new Map<string, number>();
  for (const event of sorted) {
    if (isEvent(purchaseCompleted, event)) {
      const { customerId, orderId, revision, currency } = event.data;
      if (customerId === undefined || revision !== firstRevision.get(orderId)) continue;
      const net = netOf(event.data);
      const points = FULL[currency] === undefined ? 0 : Math.floor(net / FULL[currency]);
      if (points > 0) give(customerId, 'purchase', event, points);
      const referrer = broughtBy.get(customerId);
      if (referrer !== undefined && !settled.has(customerId) && net >= (FRIEND[currency] ?? Infinity)) {
        settled.add(customerId);
        give(customerId, 'referral-referee', event, 20);
        give(referrer, 'referral-referrer', event, 50);
      }
      buyers.add(customerId);
    }
    if (isEvent(reviewPublished, event)) {
      const { customerId, sku, verified, reviewId } = event.data;
      const month = `${customerId} ${new Date(event.at).toISOString().slice(0, 7)}`;
      if (!verified || paidSkus.has(`${customerId} ${sku}`) || (paidInMonth.get(month) ?? 0) === 5) continue;
      paidSkus.add(`${customerId} ${sku}`);
      paidInMonth.set(month, (paidInMonth.get(month) ?? 0) + 1);
      give(customerId, 'review', event, 5, takenBack.has(reviewId) ? 0 : 5);
    }
    if (isEvent(referralCreated, event)) {
      const { referrerId, refereeId } = event.data;
      const above = [referrerId];
      for (let next = broughtBy.get(referrerId); next !== undefined; next = broughtBy.get(next)) above.push(next);
      if (referrerId === refereeId) verdicts[event.id] = 'self-referral';
      else if (buyers.has(refereeId)) verdicts[event.id] = 'existing-customer';
      else if (broughtBy.has(refereeId)) verdicts[event.id] = 'already-referred';
      else if (above.includes(refereeId)) verdicts[event.id] = 'referral-cycle';
      else {
        verdicts[event.id] = 'accepted';
        broughtBy.set(refereeId, referrerId);
      }
    }
  }
  return { earned, clawedBack, awards, verdicts };
}

function netOf(order: {
  totalMinor: number;
  taxMinor?: number | undefined;
  taxIncluded?: boolean | undefined;
  pointsTenderMinor?: number | undefined;
  lines?:
    | readonly {
        giftCard?: boolean | undefined;
        quantity: number;
        unitPriceMinor: number;
        discountMinor?: number | undefined;
      }[]
    | undefined;
}): number {
  let goods = order.totalMinor;
  for (const line of order.lines ?? [])
    if (line.giftCard) goods -= line.quantity * line.unitPriceMinor - (line.discountMinor ?? 0);
  if (goods <= 0) return 0;
  return Math.max(0, goods - (order.pointsTenderMinor ?? 0) - (order.taxIncluded ? (order.taxMinor ?? 0) : 0));
}
