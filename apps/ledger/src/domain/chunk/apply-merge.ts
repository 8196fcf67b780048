import { bucketOf, type customerMerged, type EventOf } from '@perennial/contracts';

import { carryToReferrers } from './carry.js';
import { decideFor } from './decide-for.js';
import { memberOf, type Draft } from './draft.js';

/**
 * Two customer records turn out to be one person. Both become members, if they are none yet. A record that was merged
 * before stays where it is, and a circle of merges is none: then nothing changes.
 */
export function applyMerge(draft: Draft, event: EventOf<typeof customerMerged>): void {
  const { fromCustomerId, intoCustomerId } = event.data;
  const account = draft.snapshot.accounts.get(fromCustomerId);
  const into = draft.snapshot.accounts.get(intoCustomerId);
  if (account === undefined || into === undefined) return;
  draft.named.add(account).add(into);
  const members = [memberOf(draft, account), memberOf(draft, into)];
  const households = members.flatMap((member) => member?.state.household?.members ?? []);
  const pool = [...new Set([into, ...households])];
  decideFor(draft, account, bucketOf(fromCustomerId), { kind: 'merge', into, pool }, event);
  // Its lots have moved: those that are left in the state are all there are.
  draft.refolded.add(account);
  carryToReferrers(draft, [account, into], event);
}
