import { ensureTopics } from '@perennial/messaging';

import { prepareDatabases } from '../platform/databases.js';
import { externalServers } from '../platform/run-mode.js';
import { withAdvice } from '../platform/sources.js';
import { topicPrefixOf } from '../platform/variables-of.js';
import { Screen } from '../screen/screen.js';
import { counted } from '../screen/wording.js';
import { UserError } from '../user-error.js';

const PARTITIONS = 12;

/** Creates databases, roles, tables and topics on the servers that `KAFKA_BROKERS` and `DATABASE_URL` name; what exists is kept. */
export async function migrate(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const servers = externalServers(env);
  if (!servers) {
    throw new UserError(
      'Set KAFKA_BROKERS and DATABASE_URL (a server and an owner). "npm start" without them migrates by itself.',
    );
  }
  const partitions = partitionsOf(env['PERENNIAL_PARTITIONS']);
  const screen = new Screen(process.stdout);
  await prepareDatabases(servers.ownerUrl, env);
  screen.step('The databases of ledger, campaign and metrics are up to date');
  const topicPrefix = topicPrefixOf(env);
  const cluster = { ...servers.kafka, topicPrefix };
  const created = await withAdvice(cluster, () => ensureTopics({ ...cluster, partitions }));
  screen.step(
    created.length > 0
      ? `${counted(created.length, 'topic')} created, ${counted(partitions, 'partition')} each`
      : 'The topics are there',
  );
  return 0;
}

function partitionsOf(text: string | undefined): number {
  if (!text) return PARTITIONS;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UserError(`PERENNIAL_PARTITIONS: "${text}" is not a whole number from 1 to 9999`);
  return Number(text);
}
