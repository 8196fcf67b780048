import { Database } from '@perennial/persistence';

import type { World } from '../world/world.js';
import type { Arm } from './arm.js';

const DATABASE = 'bench_stock';

/**
 * What the documentation of Nest and TypeORM shows: a Kafka controller, a transaction for each message, repositories that
 * save, an outbox that is polled. Only points per amount: no tiers, lots without expiry by rules, no seals.
 *
 * @param tuned with what one finds when it is too slow: all partitions at once, a larger pool, `insert` instead of `save`
 */
export const stock = (tuned: boolean): Arm => ({
  name: tuned ? 'stock tuned' : 'stock',
  says: tuned
    ? "Nest's Kafka transport and TypeORM, tuned: 12 partitions at once, insert(), a pool of 12, batches from the outbox"
    : "Nest's Kafka transport and TypeORM as documented: a transaction for each message, save(), an outbox that is polled",
  database: DATABASE,
  script: 'bench/dist/arms/stock/main.js',
  output: tuned ? 'stock-tuned.reward-issued' : 'stock.reward-issued',
  async prepare(world) {
    await world.freshDatabase(DATABASE);
  },
  environment: (world: World, topicPrefix: string) => ({
    BENCH_BROKERS: world.stack.brokers.join(','),
    BENCH_DATABASE_URL: world.urlOf(DATABASE),
    BENCH_TOPIC_PREFIX: topicPrefix,
    BENCH_TUNED: tuned ? 'yes' : '',
  }),
  check: (world) => checkStock(world.urlOf(DATABASE)),
  idOf: ({ value }) => (JSON.parse(String(value)) as StockAward).rewardId,
  causeOf: ({ value }) => (JSON.parse(String(value)) as StockAward).cause.id,
});

interface StockAward {
  readonly rewardId: string;
  readonly cause: { readonly id: string };
}

async function checkStock(url: string): Promise<{ awards: number; wrong?: string }> {
  const db = await Database.connect({ url, applicationName: 'bench-check', poolSize: 1 });
  try {
    const [counts] = await db.query<{ awards: number; events: number; causes: number; unequal: number }>(
      `select (select count(*)::int from transfer) as awards, (select count(*)::int from inbox_event) as events,
              (select count(distinct "causeId")::int from transfer) as causes,
              (select count(*)::int from balance
                left join (select "memberId", sum(points) as points from transfer group by 1) as booked using ("memberId")
                where balance.available <> coalesce(booked.points, 0)) as unequal`,
    );
    const { awards = 0, events = 0, causes = 0, unequal = 0 } = counts ?? {};
    if (awards !== events || causes !== events) return { awards, wrong: `${awards} awards for ${events} events` };
    return unequal > 0 ? { awards, wrong: 'a balance is not the sum of its transfers' } : { awards };
  } finally {
    await db.close();
  }
}
