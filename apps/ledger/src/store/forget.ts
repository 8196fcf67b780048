import { forgetRefused } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { forgetAnswers } from '@perennial/service';

import type { Effects } from '../domain/chunk/snapshot.js';
import { forgetMembers } from './queries/forget-members.js';

/** Everything that still tells whose an account was goes with the transaction. What waited for something was refused. */
export async function forget(tx: Tx, { forgotten }: Effects, at: Date): Promise<void> {
  if (forgotten.length === 0) return;
  const customerIds = forgotten.map(({ customerId }) => customerId);
  await forgetMembers(tx, customerIds, at);
  for (const customerId of customerIds.toSorted()) {
    await forgetAnswers(tx, customerId);
    await forgetRefused(tx, customerId);
  }
}
