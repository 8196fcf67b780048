import { setTimeout as sleep } from 'node:timers/promises';

import { EmbeddedStack } from '@perennial/stack';
import type { ServerName } from '@perennial/stack';

import { Backoff } from '../supervisor/backoff.js';
import { describeEnding } from '../supervisor/ending.js';
import type { PlatformEvents, Servers, Undo } from './servers.js';

const PARTITIONS = 6;
const names: Readonly<Record<ServerName, string>> = { kafka: 'Kafka', postgres: 'Postgres' };

/** Starts a Kafka and a Postgres of our own, and starts each again, on its port, when it dies. */
export async function startEmbeddedServers(dataDir: string, events: PlatformEvents, undo: Undo): Promise<Servers> {
  const stopped = new AbortController();
  const backoffs = { kafka: new Backoff(), postgres: new Backoff() };
  const upSince = { kafka: performance.now(), postgres: performance.now() };

  const starting = EmbeddedStack.start({
    dataDir,
    onStep: events.step,
    onExit: (server, ending) => void revive(server, describeEnding(ending)),
  });

  // Before it is up: somebody who gives up in the middle of a start shall find nothing left behind.
  undo.push(async () => {
    stopped.abort();
    await (await starting).stop();
  });
  const stack = await starting;
  events.step(`Kafka is up: ${stack.brokers.join(', ')}`);
  events.step(`Postgres is up: 127.0.0.1:${new URL(stack.postgresUrl).port}`);

  async function revive(server: ServerName, how: string, ranMs = performance.now() - upSince[server]): Promise<void> {
    const delayMs = backoffs[server].nextDelayMs(ranMs);
    events.died(names[server], how, delayMs);
    await sleep(delayMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    if (stopped.signal.aborted) return;
    try {
      const stack = await starting;
      await (server === 'kafka' ? stack.restartKafka() : stack.restartPostgres());
    } catch (error) {
      if (stopped.signal.aborted) return;
      // The first line: below it stand the last lines of the server's log.
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      return revive(server, why, 0);
    }
    upSince[server] = performance.now();
    events.recovered(names[server]);
  }

  return {
    kafka: { brokers: stack.brokers },
    ownerUrl: stack.postgresUrl,
    partitions: PARTITIONS,
  };
}
