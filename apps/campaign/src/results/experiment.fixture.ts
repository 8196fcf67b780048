import {
  customerMerged,
  customerUpserted,
  purchaseCancelled,
  purchaseCompleted,
  returnCompleted,
  serviceIssueReported,
  type Envelope,
} from '@perennial/contracts';
import type { Campaign, Programme } from '@perennial/programme';
import { anEvent, randomOf } from '@perennial/testing';

import { armOf } from '../domain/holdout.js';
import { jewellerWith } from '../programme.fixture.js';

export const DAY_MS = 86_400_000;
export const BEGIN = Date.parse('2027-01-10T00:00:00Z');
export const CAMPAIGN_ID = 'sorry';

/** One campaign, for a problem that a customer reports, with a holdout; an amount off, so that what it is worth is known. */
export function programmeWith(changes: Partial<Campaign> = {}, controlPercent = 5): Programme {
  const programme = jewellerWith(CAMPAIGN_ID);
  const campaign: Campaign = {
    ...programme.campaigns[0]!,
    offer: { kind: 'amount', amountMinor: 700, currency: 'USD', validDays: 20 },
    holdoutPercent: 30,
    ...changes,
  };
  return { ...programme, maxReactionAgeDays: 3_650, offers: { controlPercent }, campaigns: [campaign] };
}

/** What happened to one customer, as plain numbers. */
export interface Told {
  readonly customerId: string;
  readonly arm: 'treatment' | 'holdout' | 'control';
  readonly assignedAt: number;
  readonly orders: readonly {
    readonly at: number;
    readonly currency: string;
    readonly paid: number;
    /** Minor units left; 0: it counts nowhere after. */
    readonly left: number;
    readonly counts: boolean;
  }[];
}

/**
 * Customers of whom the treated buy more: what happened to each, and the events that tell it in order. Some have a second
 * record, some send things back, some orders are cancelled, some are in another currency.
 */
export function generatedCustomers(n: number, seed: number): { readonly told: Told[]; readonly events: Envelope[] } {
  const { next, chance, between } = randomOf(seed, 'customers of a campaign');
  const events: Envelope[] = [];
  const told = Array.from({ length: n }, (_, index): Told => {
    const customerId = `c-${index}`;
    const second = chance(0.1) ? `${customerId}-also` : undefined;
    const control = armOf(customerId, '*', 5) === 'holdout';
    const arm = control ? 'control' : armOf(customerId, CAMPAIGN_ID, 30);
    const assignedAt = BEGIN + between(0, 40 * DAY_MS);
    const iso = (at: number): string => new Date(at).toISOString();
    const loyal = next();
    const orders = Array.from({ length: 6 }, (__, order) => {
      const after = order >= 3;
      if (!chance((arm === 'treatment' && after ? 0.5 : 0.3) * (0.5 + loyal))) return undefined;
      // Up to 40 days away: some beyond the window of 30. The first one of after may lie exactly on an end of it.
      const away = order === 3 && chance(0.1) ? (chance(0.5) ? 0 : 30 * DAY_MS) : between(1, 40 * DAY_MS);
      const at = after ? assignedAt + away : assignedAt - away;
      const orderId = `${customerId}-${order}`;
      const [currency, paid] = [chance(0.2) ? 'EUR' : 'USD', between(1, 200) * 50];
      const data = { customerId: second && chance(0.5) ? second : customerId, orderId, currency, lines: undefined };
      events.push(
        anEvent(purchaseCompleted, { data: { ...data, totalMinor: paid }, time: iso(at), id: `${orderId}-p` }),
      );
      const back = chance(0.2) ? (chance(0.3) ? paid : Math.floor(paid / 3)) : 0;
      const cancelled = back === 0 && chance(0.1);
      if (back > 0) {
        const returned = { ...data, returnId: orderId, amountMinor: back };
        events.push(anEvent(returnCompleted, { data: returned, time: iso(at + DAY_MS), id: `${orderId}-r` }));
      }
      if (cancelled) events.push(anEvent(purchaseCancelled, { data, time: iso(at + 1_000), id: `${orderId}-c` }));
      const counts = !cancelled && back < paid;
      return { at, currency, paid, left: counts ? paid - back : 0, counts };
    });
    events.push(
      anEvent(serviceIssueReported, {
        data: { customerId, severity: 3 },
        time: iso(assignedAt),
        id: `${customerId}-i`,
      }),
    );
    if (second) {
      const merged = { fromCustomerId: second, intoCustomerId: customerId };
      events.push(
        anEvent(customerUpserted, { data: { customerId: second, consents: undefined }, time: iso(BEGIN), id: second }),
        anEvent(customerMerged, { data: merged, time: iso(BEGIN + 1), id: `${second}-m` }),
      );
    }
    return { customerId, arm, assignedAt, orders: orders.flatMap((order) => order ?? []) };
  });
  return { told, events: events.toSorted((one, other) => one.at - other.at) };
}
