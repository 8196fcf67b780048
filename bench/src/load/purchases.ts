import { encodeStructured, type Publishable } from '@perennial/contracts';
import type { OutgoingRecord } from '@perennial/messaging';
import { randomOf } from '@perennial/testing';

import { zipf } from './zipf.js';

export interface PurchasesPlan {
  readonly events: number;
  readonly members: number;
  /** Of the members, by rank: 1 gives a few of them much of everything. */
  readonly zipfExponent: number;
  /** Part of the events that come again, a thousand events later at most, to the letter. */
  readonly duplicates: number;
  /** Part of the events that are told up to 30 days after what happened then. */
  readonly late: number;
  readonly seed: number;
  /** Before every id, so that loads of one run do not meet. */
  readonly name: string;
}

export interface LoadRecord extends Omit<OutgoingRecord, 'key'> {
  readonly key: string | Buffer | null;
  readonly isRepeat: boolean;
}

const DAY_MS = 86_400_000;
const DAYS = 300;
const REMEMBERED = 1_000;
const CATEGORIES = ['rings', 'earrings', 'necklaces', 'bracelets', 'watches', 'care'];
const CHANNELS = ['online', 'store', 'app'];

/**
 * Purchases of about 450 bytes, in the order in which they happened over the last 300 days; each is worth at least one
 * point. Of `events` records, those that are repeats give none.
 */
export function* purchases(plan: PurchasesPlan, until = Date.now()): Generator<LoadRecord> {
  const random = randomOf(plan.seed, 'purchases').next;
  const member = zipf(plan.members, plan.zipfExponent, random);
  const start = until - (DAYS + 1) * DAY_MS;
  const recent: LoadRecord[] = [];
  for (let index = 0; index < plan.events; index += 1) {
    const again = random() < plan.duplicates ? recent[Math.floor(random() * recent.length)] : undefined;
    if (again) {
      yield { ...again, isRepeat: true };
      continue;
    }
    const told = start + Math.floor((index * DAYS * DAY_MS) / plan.events);
    const at = random() < plan.late ? told - Math.floor(random() * 30 * DAY_MS) : told;
    const record = { ...encodeStructured(purchase(`${plan.name}-${index}`, member(), at, random)), isRepeat: false };
    if (plan.duplicates > 0) recent[index % REMEMBERED] = record;
    yield record;
  }
}

function purchase(orderId: string, rank: number, at: number, random: () => number): Publishable {
  const customerId = `customer-${String(rank).padStart(7, '0')}`;
  const unitPriceMinor = 1_000 + Math.floor(random() * 9_000);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)];
  return {
    id: `${orderId}-paid`,
    source: '/bench/shop',
    type: 'commerce.purchase.completed.v1',
    subject: customerId,
    time: new Date(at).toISOString(),
    data: {
      orderId,
      customerId,
      channel: pick(CHANNELS),
      currency: 'USD',
      lines: [
        {
          lineId: '1',
          sku: `sku-${Math.floor(random() * 5_000)}`,
          category: pick(CATEGORIES),
          quantity: 1,
          unitPriceMinor,
        },
      ],
      totalMinor: unitPriceMinor,
      taxMinor: Math.floor(unitPriceMinor / 10),
      taxIncluded: false,
      shippingMinor: 500,
    },
  };
}
