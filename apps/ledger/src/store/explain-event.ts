import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { explain } from '../domain/explain/explain.js';
import type { Explanation } from '../domain/explain/explanation.js';
import { fold } from '../domain/fold/fold.js';
import { signedPoints } from './signed-points.js';
import { findKeptEvent } from './queries/find-kept-event.js';
import { listCausedTransfers } from './queries/list-caused-transfers.js';
import type { StatementRow } from './queries/list-statement.js';
import { readFacts } from './read-world.js';

export interface EventExplained extends Explanation {
  readonly transfers: readonly StatementRow[];
}

/**
 * What an event did for a member, as all facts known now make it; undefined when it has nothing to do with them. To be
 * asked in one snapshot.
 */
export async function explainEvent(
  tx: Tx,
  programmes: ProgrammeHistory,
  account: string,
  { source, id, now }: { readonly source: string; readonly id: string; readonly now: Date },
): Promise<EventExplained | undefined> {
  const { facts, referrals } = await readFacts(tx, account);
  const kept = await findKeptEvent(tx, account, { source, id });
  const transfers = await listCausedTransfers(tx, account, { source, id });
  const isSame = (each: { source: string; id: string }) => each.source === source && each.id === id;
  const at =
    kept?.getTime() ?? facts.find(isSame)?.at ?? referrals.find(isSame)?.at ?? transfers[0]?.occurred_at.getTime();
  if (at === undefined) return undefined;
  const explanation = explain({
    programmes,
    account,
    facts,
    event: { at, source, id },
    isOwn: kept !== undefined,
    // Facts ahead of the clock have been decided on, too.
    world: fold(programmes, facts, now.getTime()),
    referrals: referrals.filter(({ referee, referrer }) => referee === account || referrer === account),
    transfers: transfers.map((row) => ({ ...row, points: signedPoints(row) })),
  });
  return explanation && { ...explanation, transfers };
}
