import { budgetName, GIVEN_FOR_GOOD, type BudgetKey, type BudgetUse } from './budget.js';

/** What became of an offer. */
export type OfferSettlement = {
  readonly offerId: string;
  readonly customerId: string;
} & (
  | {
      /**
       * `reversed`: the order it was used on was undone. It may be used, or expire, after that. `over`: its time is over, and an order
       * uses it.
       */
      readonly outcome: 'redeemed' | 'reversed' | 'over';
      /** What it took off the order, in minor units. */
      readonly spentMinor: bigint;
      readonly currency: string;
    }
  | { readonly outcome: 'expired' }
);

export type Ending = 'redeemed' | 'expired' | undefined;

/** What an offer has of a budget of its campaign. */
export interface BudgetShare extends Pick<BudgetKey, 'period' | 'unit'> {
  readonly amount: number;
}

/** An offer as far as settling it goes. */
export interface SettledOffer {
  readonly offerId: string;
  readonly customerId: string;
  readonly campaignId: string;
  /** What it has of budgets; none of a campaign without any. Of one whose time is over no money. */
  readonly taken: readonly BudgetShare[];
  readonly ended?: Ending;
}

/** By how much a budget changes; either may be below 0. */
export interface BudgetChange extends BudgetKey {
  readonly reserved: bigint;
  readonly spent: bigint;
}

/** How an offer ended; undefined: it is open again. */
export interface SettledEnding extends Pick<SettledOffer, 'offerId' | 'customerId' | 'ended'> {
  /** It has no money of budgets any more. */
  readonly isOver: boolean;
}

export interface Settled {
  readonly endings: readonly SettledEnding[];
  readonly changes: readonly BudgetChange[];
}

/**
 * What settlements, in their order, make of offers and budgets. Until its time is over, an offer has of a budget what was set aside when
 * it was made: an order that uses it has spent of that what the code took off, an order that is undone gives that back to it, and
 * nobody else gets the rest meanwhile. When its time is over, what it has not spent is there for others, and its share is settled:
 * an order that is undone after that, or told of so late, changes no budget. So no story takes more than was set aside once.
 */
export function settle(offers: readonly SettledOffer[], settlements: readonly OfferSettlement[]): Settled {
  const known = new Map(offers.map((offer) => [offer.offerId, { ...offer, isOver: false }]));
  const endings = new Map<string, SettledEnding>();
  const changes = new Map<string, BudgetChange>();
  for (const settlement of settlements) {
    const offer = known.get(settlement.offerId);
    if (!offer) continue;
    for (const change of changesBy(settlement, offer)) {
      const { reserved = 0n, spent = 0n } = changes.get(budgetName(change)) ?? {};
      changes.set(budgetName(change), {
        ...change,
        reserved: reserved + change.reserved,
        spent: spent + change.spent,
      });
    }
    const { outcome, offerId } = settlement;
    const ended = outcome === 'over' ? offer.ended : outcome === 'reversed' ? undefined : outcome;
    const after = { ...offer, ended, isOver: offer.isOver || outcome === 'over' || outcome === 'expired' };
    known.set(offerId, after);
    endings.set(offerId, after);
  }
  return {
    endings: [...endings.values()].map(({ offerId, customerId, ended, isOver }) => ({
      ...{ offerId, customerId, ended, isOver },
    })),
    changes: [...changes.values()].filter(({ reserved, spent }) => reserved !== 0n || spent !== 0n),
  };
}

/** The budgets after what was settled. @param uses by `budgetName`, of all that change */
export function afterSettling(
  uses: ReadonlyMap<string, BudgetUse>,
  changes: readonly BudgetChange[],
): Map<string, BudgetUse> {
  const next = new Map(uses);
  for (const change of changes) {
    const use = next.get(budgetName(change));
    if (!use) continue;
    const { reserved, spent } = use;
    next.set(budgetName(change), {
      ...use,
      reserved: reserved + Number(change.reserved),
      spent: spent + Number(change.spent),
    });
  }
  return next;
}

function changesBy(
  settlement: OfferSettlement,
  { campaignId, taken, ended, isOver }: SettledOffer & { readonly isOver: boolean },
): BudgetChange[] {
  if (isOver) return [];
  return taken.flatMap(({ period, unit, amount }) => {
    const moved = GIVEN_FOR_GOOD.has(unit) ? undefined : movedBy(settlement, { amount: BigInt(amount), unit, ended });
    return moved ? [{ campaignId, period, unit, ...moved }] : [];
  });
}

function movedBy(
  settlement: OfferSettlement,
  { amount, unit, ended }: { readonly amount: bigint; readonly unit: string; readonly ended: Ending },
): Pick<BudgetChange, 'reserved' | 'spent'> | undefined {
  const isOpen = ended === undefined;
  if (settlement.outcome === 'expired') return isOpen ? { reserved: -amount, spent: 0n } : undefined;
  // Told twice, it happened once.
  if (isOpen !== (settlement.outcome === 'redeemed')) return undefined;
  const spent = spentOf(settlement, amount, unit);
  switch (settlement.outcome) {
    case 'redeemed':
      return { reserved: -spent, spent };
    case 'reversed':
      return { reserved: spent, spent: -spent };
    case 'over':
      return { reserved: spent - amount, spent: 0n };
  }
}

/** A code from before codes had a most, or in another currency, has spent at most what was set aside for it. */
function spentOf(
  { spentMinor, currency }: { readonly spentMinor: bigint; readonly currency: string },
  amount: bigint,
  unit: string,
): bigint {
  return currency === unit && spentMinor < amount ? spentMinor : amount;
}
