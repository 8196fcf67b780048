import type { World } from '../world/world.js';
import type { Arm } from './arm.js';
import { checkLedger } from './check-ledger.js';
import { ours } from './ours.js';

/**
 * The limit: kafkajs and Postgres with nothing between but one statement, which writes the rows that the ledger writes
 * into the ledger's own tables.
 *
 * @param chunkEvents events in one transaction, at most
 */
export const bare = (chunkEvents: number): Arm => ({
  name: `bare ${chunkEvents}`,
  says: `kafkajs eachBatch, one statement for up to ${chunkEvents} events, then one send: no rules, no order, no outbox`,
  database: ours.database,
  script: 'bench/dist/arms/bare.main.js',
  output: 'bare.reward-issued',
  prepare: (world) => ours.prepare(world),
  environment: (world: World, topicPrefix: string) => ({
    BENCH_BROKERS: world.stack.brokers.join(','),
    BENCH_DATABASE_URL: world.urlOf(ours.database),
    BENCH_TOPIC_PREFIX: topicPrefix,
    BENCH_CHUNK: String(chunkEvents),
  }),
  check: (world) => checkLedger(world.urlOf(ours.database)),
  idOf: ({ headers }) => String(headers['ce_id']),
  causeOf: ({ headers }) => String(headers['ce_causationid']),
});
