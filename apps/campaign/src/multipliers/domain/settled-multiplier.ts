import type { BudgetChange, BudgetShare } from '../../domain/settlement.js';

/** A multiplier whose time is over. */
export interface MultiplierOver {
  readonly campaignId: string;
  /** What it has of budgets. */
  readonly taken: readonly BudgetShare[];
  /** What it might have given, */
  readonly pointsMax: number;
  /** and what it gave: the ledger has told of so many, less what was taken back. */
  readonly pointsTold: number;
}

/**
 * By how much budgets change when a multiplier is settled: of points it has spent what it gave, of money that share of what
 * was set aside, rounded up, and the rest is there for others. Offers are counted when they are made.
 */
export function settledMultiplier({ campaignId, taken, pointsMax, pointsTold }: MultiplierOver): BudgetChange[] {
  const given = BigInt(Math.min(Math.max(pointsTold, 0), pointsMax));
  return taken.flatMap(({ period, unit, amount }) => {
    if (unit === 'offers') return [];
    const spent = shareOf(BigInt(amount), given, BigInt(pointsMax));
    return [{ campaignId, period, unit, reserved: -BigInt(amount), spent }];
  });
}

function shareOf(amount: bigint, given: bigint, most: bigint): bigint {
  return (amount * given + most - 1n) / most;
}
