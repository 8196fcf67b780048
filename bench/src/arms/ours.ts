import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { databaseName } from '@perennial/persistence';

import type { World } from '../world/world.js';
import { projectRoot, type Arm } from './arm.js';
import { checkLedger } from './check-ledger.js';

/** The ledger service as it is shipped, with every rule of the shipped programme. */
export const ours: Arm = {
  name: 'perennial',
  says: 'the ledger service as shipped: rules, tiers, lots, limits, sequence numbers, seals',
  database: databaseName('ledger'),
  script: 'apps/ledger/dist/main.js',
  output: 'loyalty.reward-issued',
  async prepare(world) {
    await world.dropDatabase(this.database);
    await migrate(world, 'ledger');
  },
  environment: (world: World, topicPrefix: string) => ({
    KAFKA_BROKERS: world.stack.brokers.join(','),
    DATABASE_URL: world.stack.postgresUrl,
    LEDGER_PORT: '0',
    PERENNIAL_TOPIC_PREFIX: topicPrefix,
    PERENNIAL_PROGRAMME: join(projectRoot, 'programmes/jeweller.yaml'),
    PERENNIAL_DATA_DIR: world.directory,
    LOG_LEVEL: 'warn',
  }),
  check: (world) => checkLedger(world.urlOf(ours.database)),
  idOf: ({ headers }) => String(headers['ce_id']),
  causeOf: ({ headers }) => String(headers['ce_causationid']),
};

/** Makes a service's database and role where they are missing, and brings its tables up to date. */
export async function migrate(world: World, service: 'ledger' | 'metrics'): Promise<void> {
  await promisify(execFile)(process.execPath, [join(projectRoot, `apps/${service}/dist/migrate.js`)], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], DATABASE_URL: world.stack.postgresUrl },
  });
}
