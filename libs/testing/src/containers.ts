import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  GenericContainer,
  getContainerRuntimeClient,
  ImageName,
  Wait,
  type ContainerRuntimeClient,
  type StartedTestContainer,
} from 'testcontainers';

import { Database } from '@perennial/persistence';
import { clusterAt, processIdentity } from '@perennial/stack';

import type { TestStack } from './test-stack.js';

const POSTGRES_IMAGE = 'postgres:18-bookworm';
const KAFKA_IMAGE = 'apache/kafka:4.1.0';

/** Names the process a container belongs to, so that a later run can remove those of a run that was killed. */
const OWNER_LABEL = 'dev.perennial.test-run';

const PULL_MS_MAX = 180_000;
const START_MS_MAX = 90_000;

/**
 * Kafka and Postgres in containers.
 *
 * @throws Error with one line of reason: no daemon, no image and no way to pull it, or a container that did not start
 */
export async function startContainers(): Promise<{ stack: TestStack; end: () => Promise<void> }> {
  // Clean-up is done here by label: the usual cleaner is one more image to pull, with rights over the whole daemon.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const docker = await daemon();
  await removeAbandoned(docker);
  for (const image of [POSTGRES_IMAGE, KAFKA_IMAGE]) await ensureImage(docker, image);

  const started: StartedTestContainer[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(started.map((container) => container.stop({ remove: true, removeVolumes: true })));
  };
  const starts = [startPostgres(started), startKafka(started)] as const;
  try {
    const [postgresUrl, broker] = await Promise.all(starts);
    return { stack: { brokers: [broker], postgresUrl }, end };
  } catch (error) {
    await Promise.allSettled(starts);
    await end();
    throw error;
  }
}

async function daemon(): Promise<ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    throw new Error('no Docker daemon answers.', { cause: error });
  }
}

async function ensureImage(docker: ContainerRuntimeClient, name: string): Promise<void> {
  const image = ImageName.fromString(name);
  if (await docker.image.exists(image)) return;
  const reason = await Promise.race([
    docker.image.pull(image).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
    sleep(PULL_MS_MAX, `nothing came for ${PULL_MS_MAX / 1000} s`, { ref: false }),
  ]);
  // A refused pull may end without an error: only the image itself proves anything.
  const there = reason === undefined && (await docker.image.inspect(image).catch(() => undefined)) !== undefined;
  if (!there)
    throw new Error(`Docker cannot give the image ${name}${reason ? ` (${reason.trim().split('\n')[0]})` : ''}.`);
}

async function startPostgres(started: StartedTestContainer[]): Promise<string> {
  const password = randomBytes(12).toString('hex');
  const container = await new GenericContainer(POSTGRES_IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    // Without fsync a commit survives a crash of any process, but not of the machine: enough for tests.
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'shared_buffers=256MB'])
    .withSharedMemorySize(256 * 1024 * 1024)
    .withLabels(owner())
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/))
    .withStartupTimeout(START_MS_MAX)
    .start();
  started.push(container);
  const url = `postgres://postgres:${password}@${hostOf(container)}:${container.getMappedPort(5432)}/postgres`;
  // The image's entry point starts a first server for its own use and says the same words then.
  await until(`Postgres in ${POSTGRES_IMAGE}`, () => connects(url));
  return url;
}

async function startKafka(started: StartedTestContainer[]): Promise<string> {
  const waiting = 'waiting to be told the advertised address';
  const told = '/tmp/advertised';
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'CLIENTS://:9092,CONTROLLER://:9093,INTERNAL://localhost:9094',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      // The broker calls itself too, to check the partitions of transactions; the address clients use means nothing inside.
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '6',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_MESSAGE_MAX_BYTES: '16777216',
    })
    // Clients are sent to the advertised address, whose port is known only once Docker has mapped it.
    .withCommand([
      'bash',
      '-c',
      `echo ${waiting}; until [ -f ${told} ]; do sleep 0.1; done; . ${told}; exec /etc/kafka/docker/run`,
    ])
    .withLabels(owner())
    .withExposedPorts(9092)
    .withWaitStrategy(Wait.forLogMessage(waiting))
    .withStartupTimeout(START_MS_MAX)
    .start();
  started.push(container);
  const host = hostOf(container);
  const port = container.getMappedPort(9092);
  const script = `export KAFKA_ADVERTISED_LISTENERS=CLIENTS://${host}:${port},INTERNAL://localhost:9094\n`;
  await container.copyContentToContainer([{ content: script, target: told, mode: 0o644 }]);
  await until(`Kafka in ${KAFKA_IMAGE}`, async () => (await clusterAt(port, host)) !== undefined);
  return `${host}:${port}`;
}

/** By number: `localhost` is ::1 first for some clients, where a mapped port may not listen. */
function hostOf(container: StartedTestContainer): string {
  const host = container.getHost();
  return host === 'localhost' ? '127.0.0.1' : host;
}

async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + START_MS_MAX;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`${what} did not answer within ${START_MS_MAX / 1000} s.`);
    await sleep(100);
  }
}

async function connects(url: string): Promise<boolean> {
  try {
    const server = await Database.connect({ url, applicationName: 'test-run', poolSize: 1 });
    await server.close();
    return true;
  } catch {
    return false;
  }
}

function owner(): Record<string, string> {
  return { [OWNER_LABEL]: `${process.pid} ${processIdentity(process.pid) ?? ''}` };
}

async function removeAbandoned(docker: ContainerRuntimeClient): Promise<void> {
  const filters = { label: [OWNER_LABEL] };
  for (const { Id, Labels } of await docker.container.dockerode.listContainers({ all: true, filters })) {
    const [pid, identity] = (Labels[OWNER_LABEL] ?? '').split(' ');
    if (processIdentity(Number(pid)) !== identity) await docker.container.getById(Id).remove({ force: true, v: true });
  }
}
