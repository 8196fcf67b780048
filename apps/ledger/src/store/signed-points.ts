import type { LedgerAccount } from '../domain/posting/transfer.js';

const WALLET: ReadonlySet<LedgerAccount> = new Set(['available', 'pending', 'reserved', 'debt'] as const);

/** What a transfer brought into the wallet, below 0 out of it; 0 where points moved within it only. */
export function signedPoints({
  debit,
  credit,
  points,
}: {
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly points: bigint;
}): bigint {
  if (WALLET.has(debit) && WALLET.has(credit)) return 0n;
  return WALLET.has(credit) ? points : -points;
}
