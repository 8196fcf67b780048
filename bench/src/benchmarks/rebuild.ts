import { Database } from '@perennial/persistence';

import { ours } from '../arms/ours.js';
import { fill, type Filled } from '../load/fill.js';
import { purchases } from '../load/purchases.js';
import { foldAllFacts } from '../world/facts-folded.js';
import { measure } from '../world/measure.js';
import { METRICS_DATABASE, metricsFromStart } from '../world/metrics-from-start.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Sheet, type SheetRound } from './sheet.js';

const PREFIX = 'g-';
const EVENTS = { full: 50_000, short: 20_000 };

/** What Postgres alone takes to come to the same sums. Each gives what differs from what is stored: nothing, if all is well. */
const GROUP_BY = {
  ledger: /* sql */ `
    select count(*)::int as different
      from (select account, count(*) as transfers,
                   sum(case credit when 'available' then points else 0 end - case debit when 'available' then points else 0 end) as available
              from transfer group by account) as booked
      full join balance using (account)
     where booked.available is distinct from balance.available or booked.transfers is distinct from balance.transfers`,
  metrics: /* sql */ `
    select count(*)::int as different
      from (select customer_id, currency, count(*) as orders, count(distinct (placed_at at time zone 'UTC')::date) as purchase_days,
                   sum(total_minor) as total_minor
              from commerce_order where customer_id is not null and not cancelled group by 1, 2) as summed
      full join purchase_history as stored using (customer_id, currency)
     where (summed.orders, summed.purchase_days, summed.total_minor)
           is distinct from (stored.orders, stored.purchase_days::int8, stored.total_minor)`,
};

/** (g) Everything that is kept, computed again from the first event on, as far as there is something that does. */
export async function rebuild(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  await world.platformTopics(PREFIX);
  const events = quick ? EVENTS.short : EVENTS.full;
  const plan = { members: 1_000_000, zipfExponent: 1, duplicates: 0.01, late: 0, seed: 42, name: 'g' };
  const filled = await fill(world, PREFIX, purchases({ ...plan, events }));
  return sheet(
    {
      title: 'g rebuild',
      columns: ['events/s', 'against live'],
      notes: [
        'Nothing builds the balances and lots of the ledger anew in their place: its facts are folded to be compared (I3 of',
        '"perennial invariants"), and nothing is written. Metrics are built anew: by an empty database, from offset 0.',
      ],
    },
    [
      {
        lines: [
          { name: 'ledger, live', says: 'the ledger service on the filled topic, as in (a)' },
          {
            name: 'ledger, all facts folded',
            says: 'I3: everybody from the first fact on, compared with what is stored',
          },
          { name: 'ledger, GROUP BY', says: 'one statement: balances as the sums of transfers' },
          { name: 'metrics, from offset 0', says: 'the metrics service with an empty database, live as well as anew' },
          { name: 'metrics, GROUP BY', says: 'one statement: purchase histories as the sums of orders' },
        ],
        measure: () => measured(world, filled),
      },
    ],
    quick ? 1 : 3,
    stage,
  );
}

async function measured(world: World, { records, distinct }: Filled): Promise<readonly SheetRound[]> {
  const live = await measure(world, ours, { topicPrefix: PREFIX, awards: distinct, longestSeconds: 600 });
  const folded = await foldAllFacts(world, PREFIX);
  const ledgerSums = await timed(world, ours.database, GROUP_BY.ledger);
  const metrics = await metricsFromStart(world, PREFIX, records);
  const metricsSums = await timed(world, METRICS_DATABASE, GROUP_BY.metrics);
  const wrongOf = ({ wrong }: { wrong?: string }) => (wrong === undefined ? {} : { wrong });
  const round = (rate: number, against: number, found: { wrong?: string }): SheetRound => ({
    figures: { 'events/s': rate, 'against live': rate / against },
    ...wrongOf(found),
  });
  return [
    round(live.eventsPerSecond, live.eventsPerSecond, live),
    round(distinct / folded.seconds, live.eventsPerSecond, folded),
    round(distinct / ledgerSums.seconds, live.eventsPerSecond, ledgerSums),
    round(metrics, metrics, metricsSums),
    round(distinct / metricsSums.seconds, metrics, metricsSums),
  ];
}

async function timed(world: World, database: string, sql: string): Promise<{ seconds: number; wrong?: string }> {
  const db = await Database.connect({ url: world.urlOf(database), applicationName: 'bench', poolSize: 1 });
  try {
    const from = performance.now();
    const [row] = await db.query<{ different: number }>(sql);
    const seconds = (performance.now() - from) / 1_000;
    return row?.different === 0
      ? { seconds }
      : { seconds, wrong: `${row?.different ?? '?'} sums differ from what is stored` };
  } finally {
    await db.close();
  }
}
