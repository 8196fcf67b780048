import { writeOutbox } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';

import { offerExpiredMessage } from '../codes/offer-outcome-messages.js';
import { budgetName } from '../domain/budget.js';
import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { DAY_MS } from '../domain/day.js';
import type { BudgetChange } from '../domain/settlement.js';
import { addToBudgets } from '../store/queries/hold-budgets.js';
import { settledMultiplier } from './domain/settled-multiplier.js';
import { endMultipliers } from './queries/end-multipliers.js';
import { listMultipliersOver } from './queries/list-multipliers-over.js';

/**
 * Settles multipliers whose time has been over for `maxReactionAgeDays`, so that orders told of late have their say: what they have not given
 * is there for others. Tells of those that no order has taken, if it is not that long ago once more: taken is taken, also by an order that was
 * sent back, and it was told of as redeemed.
 *
 * @returns how many were settled
 */
export async function settleNextMultipliers(
  db: Database,
  asOf: Date,
  { maxReactionAgeDays, most }: { readonly maxReactionAgeDays: number; readonly most: number },
): Promise<number> {
  return db.transaction(async (tx) => {
    const over = await listMultipliersOver(tx, asOf, most);
    await endMultipliers(tx, over, asOf);
    await addToBudgets(tx, summed(over.flatMap(settledMultiplier)));
    const oldest = asOf.getTime() - maxReactionAgeDays * DAY_MS;
    const unused = over.filter(({ isTaken, settlesAt }) => !isTaken && settlesAt.getTime() > oldest);
    await writeOutbox(
      tx,
      unused.map((offer) => offerExpiredMessage(offer, offer.endedAt)),
      CAMPAIGN_SOURCE,
    );
    return over.length;
  });
}

/** One change of each budget. */
function summed(changes: readonly BudgetChange[]): BudgetChange[] {
  const sums = new Map<string, BudgetChange>();
  for (const change of changes) {
    const { reserved = 0n, spent = 0n } = sums.get(budgetName(change)) ?? {};
    sums.set(budgetName(change), { ...change, reserved: reserved + change.reserved, spent: spent + change.spent });
  }
  return [...sums.values()];
}
