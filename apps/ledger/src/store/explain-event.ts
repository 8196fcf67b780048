import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { hasOtherReasons } from '../domain/explain/corrections.js';
import { explain, explainKnown, thingsOf, type Asked } from '../domain/explain/explain.js';
import type { CausedTransfer, Explanation, RelatedTransfer } from '../domain/explain/explanation.js';
import { foldAsOf } from '../domain/fold/as-of.js';
import { fold } from '../domain/fold/fold.js';
import { heirsOf } from '../domain/heir.js';
import { signedPoints } from './signed-points.js';
import { findKeptEvent } from './queries/find-kept-event.js';
import { findPool } from './queries/find-pool.js';
import { listCausedTransfers } from './queries/list-caused-transfers.js';
import { listRelatedTransfers } from './queries/list-related-transfers.js';
import type { StatementRow } from './queries/list-statement.js';
import { readFacts, readPast } from './read-world.js';

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
    kept?.at.getTime() ?? facts.find(isSame)?.at ?? referrals.find(isSame)?.at ?? transfers[0]?.occurred_at.getTime();
  if (at === undefined) return undefined;
  const asked: Asked = {
    programmes,
    account,
    facts,
    event: { at, source, id },
    isOwn: kept !== undefined,
    // Facts ahead of the clock have been decided on, too.
    world: fold(programmes, facts, now.getTime(), (world) => (world.movements.length = 0)),
    referrals: referrals.filter(({ referee, referrer }) => referee === account || referrer === account),
    transfers: transfers.map(causedOf),
  };
  const self = heirsOf((each) => asked.world.members.get(each), account);
  const related = (await listRelatedTransfers(tx, self, thingsOf(asked), { source, id })).map(relatedOf);
  const explanation = explain({ ...asked, related });
  if (!explanation) return undefined;
  const bookedAt = kept?.bookedAt ?? transfers[0]?.booked_at;
  if (!bookedAt || !hasOtherReasons(explanation)) return { ...explanation, transfers };
  const known = await readKnown(tx, asked, { bookedAt, now });
  return { ...explanation, atFirst: explainKnown({ ...asked, ...known, related }), transfers };
}

function causedOf(row: StatementRow): CausedTransfer {
  return { rule: row.rule, thing: row.thing, kind: row.kind, points: signedPoints(row) };
}

function relatedOf(row: StatementRow): RelatedTransfer {
  const cause = { source: row.cause_source, id: row.cause_id };
  return { ...causedOf(row), cause, bookedAt: row.booked_at.getTime() };
}

/** The pool as it was known when an event was booked. */
async function readKnown(
  tx: Tx,
  { programmes, account, event }: Pick<Asked, 'programmes' | 'account' | 'event'>,
  { bookedAt, now }: { readonly bookedAt: Date; readonly now: Date },
): Promise<Pick<Asked, 'world' | 'facts'>> {
  const pool = await findPool(tx, [account]);
  const past = await readPast(tx, pool, { bookedUntil: bookedAt });
  const asOf = Math.max(now.getTime(), event.at);
  const world = foldAsOf(programmes, { ...past, pool: new Set(pool) }, asOf);
  return { world, facts: pool.flatMap((each) => past.facts.get(each) ?? []) };
}
