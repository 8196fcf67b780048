import { bucketOf, type customerMerged, type EventOf } from '@perennial/contracts';

import { heirOf } from '../heir.js';
import { refold } from './advance.js';
import { judgeByMerge } from './apply-referral.js';
import { carryToReferrers } from './carry.js';
import { decideFor } from './decide-for.js';
import { stateIn, type Draft } from './draft.js';

/**
 * Two customer records turn out to be one person. Both become members, if they are none yet. Of a record that was merged
 * before, the person is merged: so all three are one. A circle of merges is none: then nothing changes.
 */
export function applyMerge(draft: Draft, event: EventOf<typeof customerMerged>): void {
  const { fromCustomerId, intoCustomerId } = event.data;
  const account = draft.snapshot.accounts.get(fromCustomerId);
  const into = draft.snapshot.accounts.get(intoCustomerId);
  if (account === undefined || into === undefined) return;
  draft.named.add(account).add(into);
  const heirs = [account, into].map((each) => heirOf((record) => stateIn(draft, record), each));
  const households = heirs.flatMap((each) => stateIn(draft, each)?.household?.members ?? []);
  const pool = [...new Set([into, ...households])];
  decideFor(draft, account, bucketOf(fromCustomerId), { kind: 'merge', into, pool }, event);
  const stale = judgeByMerge(draft, account);
  for (const referee of stale) refold(draft, [referee], event);
  carryToReferrers(draft, [account, into, ...stale], event);
}
