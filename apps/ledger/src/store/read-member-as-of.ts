import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { referralFactsOf } from '../domain/apply-fact.js';
import { walletAsOf, type Wallet } from '../domain/wallet.js';
import { loadFacts } from './queries/load-facts.js';
import { loadReferrals } from './queries/load-referrals.js';
import { readWallet } from './queries/read-wallet.js';

/**
 * The member's wallet as of an instant. Nearly always that is the stored one; a member with facts ahead of the instant
 * is folded up to it.
 */
export async function readMemberAsOf(
  tx: Tx,
  programme: Programme,
  customerId: string,
  asOf: Date,
): Promise<Wallet | undefined> {
  const stored = await readWallet(tx, customerId);
  if (!stored || stored.newest === undefined || stored.newest <= asOf) return stored;
  const { account } = stored;
  const own = (await loadFacts(tx, [account])).get(account) ?? [];
  const referrals = await loadReferrals(tx, { ofReferees: [account], wayUp: false, ofReferrers: [account] });
  const derived = referralFactsOf(
    referrals.filter(({ referee }) => referee === account),
    referrals.filter(({ referrer }) => referrer === account),
  );
  return walletAsOf(programme, [...own, ...derived], asOf);
}
