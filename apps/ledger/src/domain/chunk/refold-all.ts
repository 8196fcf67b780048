import type { Envelope } from '@perennial/contracts';

import { refold } from './advance.js';
import { carryToReferrers } from './carry.js';
import type { Draft } from './draft.js';

/**
 * Folds members again by the programme of the snapshot and posts what differs, for their referrers too: when not their
 * facts are other ones, but what decides on them.
 *
 * @param cause what every correction names
 */
export function refoldAll(draft: Draft, accounts: readonly string[], cause: Envelope): void {
  for (const account of accounts) refold(draft, [account], cause);
  carryToReferrers(draft, accounts, cause);
}
