import { mkdir } from 'node:fs/promises';

import { ensureTopics } from '@perennial/messaging';
import { DirectoryLock, StackFile } from '@perennial/stack';

import type { Clock } from './clock.js';
import { prepareDatabases, withoutDatabases } from './databases.js';
import { startDocker } from './docker.js';
import { startEmbeddedServers } from './embedded-servers.js';
import type { RunMode } from './run-mode.js';
import type { PlatformEvents, Servers, Undo } from './servers.js';
import { endLeftovers, Services } from './services.js';
import type { ServiceUrls } from './services.js';
import { withAdvice, type Cluster } from './sources.js';
import { topicPrefixOf } from './variables-of.js';

export interface PlatformPlan {
  readonly mode: RunMode;
  readonly dataDir: string;
  readonly programme: string;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
}

/** Where everything is that runs. */
export interface Platform {
  readonly cluster: Cluster;
  readonly urls: ServiceUrls;
}

const EXTERNAL_PARTITIONS = 12;

/**
 * Brings the platform up, up to three services that are ready.
 *
 * @param undo filled on the way; empty it from the end when the start is given up
 */
export async function startPlatform(plan: PlatformPlan, events: PlatformEvents, undo: Undo): Promise<Platform> {
  const { mode, dataDir, programme, clock } = plan;
  await mkdir(dataDir, { recursive: true });
  const stackFile = new StackFile(dataDir);
  if (mode.kind === 'docker') return startDocker(plan, stackFile, events, undo);

  const topicPrefix = topicPrefixOf(plan.env);
  const before = stackFile.read();
  const servers = await startServers(mode, dataDir, stackFile, events, undo);
  // The data directory is locked by now, so whatever still runs of it belongs to nobody.
  const ended = await endLeftovers(before);
  if (ended > 0) events.step(`Ended ${ended} services that an interrupted run had left behind`);
  stackFile.merge({ services: undefined, now: clock.startedAs, nowWas: clock.startedAs && clock.startedAt });
  undo.push(async () => stackFile.merge({ services: undefined, now: undefined, nowWas: undefined }));

  const env = mode.kind === 'embedded' ? withoutDatabases(plan.env) : plan.env;
  const { kafka, ownerUrl, partitions } = servers;
  const cluster = { ...kafka, topicPrefix };
  const [databaseUrls, created] = await Promise.all([
    prepareDatabases(ownerUrl, env),
    withAdvice(cluster, () => ensureTopics({ ...cluster, partitions })),
  ]);
  events.step(
    created.length > 0 ? `Databases migrated, ${created.length} topics created` : 'Databases and topics are up to date',
  );

  const services = new Services(
    { brokers: kafka.brokers, databaseUrls, programme, dataDir, stackFile, clock, env },
    events,
  );
  undo.push(() => services.stop());
  await services.start();
  return { cluster, urls: services.urls };
}

/** Undoes, last one first; each even when another fails. */
export async function unwind(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step().catch(() => undefined);
}

async function startServers(
  mode: Exclude<RunMode, { kind: 'docker' }>,
  dataDir: string,
  stackFile: StackFile,
  events: PlatformEvents,
  undo: Undo,
): Promise<Servers> {
  if (mode.kind === 'embedded') return startEmbeddedServers(dataDir, events, undo);
  const lock = DirectoryLock.acquire(dataDir);
  undo.push(async () => lock.release());
  const { kafka, ownerUrl } = mode;
  stackFile.merge({ kafka, postgres: { url: ownerUrl } });
  undo.push(async () => stackFile.merge({ kafka: undefined, postgres: undefined }));
  return { kafka, ownerUrl, partitions: EXTERNAL_PARTITIONS };
}
