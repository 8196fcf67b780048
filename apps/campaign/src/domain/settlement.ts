import { budgetName, type BudgetKey } from './budget.js';

/** What became of an offer with a code. */
export type OfferSettlement = {
  readonly offerId: string;
  readonly customerId: string;
} & (
  | {
      /** `reversed`: the order it was used on was undone. It may be used, or expire, after that. */
      readonly outcome: 'redeemed' | 'reversed';
      /** What it took off the order, in minor units. */
      readonly spentMinor: bigint;
      readonly currency: string;
    }
  | { readonly outcome: 'expired' }
);

/** An offer as far as settling it goes. */
export interface SettledOffer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  /** What it took of which month's budgets, by unit; absent of a campaign without any. */
  readonly taken?: { readonly month: string; readonly amounts: Readonly<Record<string, number>> };
  readonly ended?: 'redeemed' | 'expired' | undefined;
}

/** By how much a budget changes; either may be below 0. */
export interface BudgetChange extends BudgetKey {
  readonly reserved: bigint;
  readonly spent: bigint;
}

export interface Settled {
  /** By offer: how it ended; undefined: it is open again. */
  readonly endings: ReadonlyMap<string, 'redeemed' | 'expired' | undefined>;
  readonly changes: readonly BudgetChange[];
}

/** Counts offers, which are made once and never given back. */
const OFFERS = 'offers';

/**
 * What settlements, in their order, make of offers and budgets. An offer that is used has spent what it took off the order, in the
 * order's currency, and what was set aside for it is free; one that ends unused frees it, one that is given back sets it aside again.
 * What was set aside follows from the state alone: whatever is told twice changes nothing twice.
 */
export function settle(offers: readonly SettledOffer[], settlements: readonly OfferSettlement[]): Settled {
  const known = new Map(offers.map((offer) => [offer.offerId, offer]));
  const endings = new Map<string, 'redeemed' | 'expired' | undefined>();
  const changes = new Map<string, BudgetChange>();
  const add = (key: BudgetKey, reserved: bigint, spent: bigint): void => {
    const before = changes.get(budgetName(key)) ?? { ...key, reserved: 0n, spent: 0n };
    changes.set(budgetName(key), { ...before, reserved: before.reserved + reserved, spent: before.spent + spent });
  };
  for (const settlement of settlements) {
    const offer = known.get(settlement.offerId);
    if (!offer) continue;
    const { offerId, campaignId, taken } = offer;
    const ended = settlement.outcome === 'reversed' ? undefined : settlement.outcome;
    const wasOpen = (endings.has(offerId) ? endings.get(offerId) : offer.ended) === undefined;
    endings.set(offerId, ended);
    if (!taken) continue;
    const { month, amounts } = taken;
    const money = Object.entries(amounts).filter(([unit]) => unit !== OFFERS);
    if (wasOpen !== (ended === undefined)) {
      const sign = wasOpen ? -1n : 1n;
      for (const [unit, amount] of money) add({ campaignId, month, unit }, sign * BigInt(amount), 0n);
    }
    if (settlement.outcome === 'expired' || money.length === 0) continue;
    const { spentMinor, currency: unit } = settlement;
    add({ campaignId, month, unit }, 0n, settlement.outcome === 'redeemed' ? spentMinor : -spentMinor);
  }
  return { endings, changes: [...changes.values()].filter(({ reserved, spent }) => reserved !== 0n || spent !== 0n) };
}
