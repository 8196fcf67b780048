import { walletParts, type LedgerAccount } from '../domain/posting/transfer.js';

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
  if (walletParts.has(debit) && walletParts.has(credit)) return 0n;
  return walletParts.has(credit) ? points : -points;
}
