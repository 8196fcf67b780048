import { setTimeout as sleep } from 'node:timers/promises';

import { groupLag } from '@perennial/messaging';
import { Database } from '@perennial/persistence';

import { AT_INSTANTS } from './load/campaigns.js';
import { consumedBy } from './topics.js';
import type { World } from './world.js';

/** What has not come to rest: records not yet applied, and messages not yet published. */
export interface Backlog {
  readonly lag: number;
  readonly outbox: number;
  /** Instants of a campaign at which not everybody was decided about yet. */
  readonly instants: number;
}

// One that had passed before the service knew of it is not caught up.
const INSTANTS = /* sql */ `
  select (select count(*) from unnest($2::timestamptz[]) as due (at)
            join campaign_schedule s on s.campaign_id = $1 and s.since <= due.at)
       - (select count(*) from campaign_run where campaign_id = $1 and state = 'done') as waiting`;

export async function backlogOf(world: World): Promise<Backlog> {
  let [lag, outbox, instants] = [0, 0, 0];
  for (const service of world.kinds) {
    const lags = await groupLag({ ...world.cluster, group: service, topics: consumedBy[service] });
    lag += Number(lags.reduce((sum, one) => sum + one.lag, 0n));
    const db = await Database.connect({ url: world.databaseUrl(service), applicationName: 'chaos', poolSize: 1 });
    try {
      const [row] = await db.query<{ waiting: number }>(
        'select coalesce(sum(message_count), 0)::int4 as waiting from outbox',
      );
      outbox += row?.waiting ?? 0;
      if (service === 'campaign') instants += await instantsWaiting(db, world);
    } finally {
      await db.close();
    }
  }
  return { lag, outbox, instants };
}

async function instantsWaiting(db: Database, { instants }: World): Promise<number> {
  const dates = instants.map((at) => new Date(at));
  const [row] = await db.query<{ waiting: bigint }>(INSTANTS, [AT_INSTANTS, dates]);
  return Number(row?.waiting ?? 0);
}

const LOOKS_IN_A_ROW = 3;

/** Until nothing waits anywhere, and has not for a while. @throws Error when that takes too long, or never will be */
export async function drained(world: World, withinMs: number, onLook: (backlog: Backlog) => void): Promise<void> {
  const until = performance.now() + withinMs;
  for (let quiet = 0; quiet < LOOKS_IN_A_ROW;) {
    const backlog = await backlogOf(world);
    onLook(backlog);
    quiet = backlog.lag + backlog.outbox + backlog.instants === 0 ? quiet + 1 : 0;
    await world.requireHope();
    if (performance.now() > until)
      throw new Error(
        `after ${withinMs / 1_000} s ${backlog.lag} records, ${backlog.outbox} messages and ${backlog.instants} instants still wait`,
      );
    await sleep(500);
  }
}
