import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ensureTopics } from '@perennial/messaging';
import { Database, databaseName } from '@perennial/persistence';

import { ownEnvironment } from './environment.js';
import type { ProgrammeName } from './options.js';
import type { Patch } from './patches/patch.js';
import { serviceScript, workspaceRoot, type ServiceName } from './workspace.js';

/** What is installed on a broker and a database: which services, by which programme, and what is changed in their code. */
export interface Installation {
  readonly programme: ProgrammeName;
  /** Which of the services there are, and how many processes of each. */
  readonly processes: readonly ServiceName[];
  /** Before every topic and group, so that one broker serves one installation after the other. */
  readonly topicPrefix: string;
  readonly patches: readonly Patch[];
}

const PARTITIONS = 6;

/** Empty databases and topics for it. What an earlier one left in its databases is gone. */
export async function install(
  { processes, topicPrefix }: Installation,
  { brokers, ownerUrl }: { readonly brokers: readonly string[]; readonly ownerUrl: string },
): Promise<void> {
  const services = [...new Set(processes)];
  const db = await Database.connect({ url: ownerUrl, applicationName: 'chaos', poolSize: 1 });
  try {
    for (const service of services) await db.query(`drop database if exists ${databaseName(service)} with (force)`);
  } finally {
    await db.close();
  }
  const env = { ...ownEnvironment(), KAFKA_BROKERS: brokers.join(','), DATABASE_URL: ownerUrl };
  for (const service of services)
    await promisify(execFile)(process.execPath, [serviceScript(service, 'migrate')], { cwd: workspaceRoot, env });
  await ensureTopics({ brokers, topicPrefix, partitions: PARTITIONS });
}
