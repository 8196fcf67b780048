import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

import { newDataDir, ownStack } from '@perennial/testing';

import { EmbeddedStack, type ServerName } from './embedded-stack.js';
import { choosePort } from './ports.js';
import { findProcesses, isRunning, waitForEnd } from './processes.js';
import { StackFile, type StackDocument } from './stack-file.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text: sql })).rows;
  } finally {
    await client.end();
  }
}

async function withKafka<T>(brokers: readonly string[], work: (kafka: Kafka) => Promise<T>): Promise<T> {
  return work(new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }));
}

const TOPIC = 'kept';

async function writeSomething(stack: EmbeddedStack): Promise<void> {
  await query(stack.postgresUrl, `create table kept as select 'committed' as what`);
  await withKafka(stack.brokers, async (kafka) => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: TOPIC, acks: -1, messages: [{ value: 'acknowledged' }] });
    await producer.disconnect();
  });
}

async function expectItThere(stack: EmbeddedStack): Promise<void> {
  expect(await query(stack.postgresUrl, 'select what from kept')).toEqual([{ what: 'committed' }]);
  await withKafka(stack.brokers, async (kafka) => {
    const admin = kafka.admin();
    await admin.connect();
    expect(await admin.fetchTopicOffsets(TOPIC)).toMatchObject([{ partition: 0, high: '1' }]);
    await admin.disconnect();
  });
}

async function untilRunning(url: string, backend: number): Promise<void> {
  const sql = `select from pg_stat_activity where pid = ${backend} and state = 'active' and query like 'select count%'`;
  while ((await query(url, sql)).length === 0) await sleep(20);
}

const outwardAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((all = []) =>
    all.flatMap((one) => (one.internal || one.family !== 'IPv4' ? [] : [one.address])),
  );

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const done = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20); // Jest's time limit ends a wait in vain
}

const stackJson = (dataDir: string): StackDocument => new StackFile(dataDir).read();

/** A process that brings the stack up and then waits, for being killed. */
function startElsewhere(dataDir: string): ChildProcess {
  const script = `
    const { EmbeddedStack } = await import('@perennial/stack');
    await EmbeddedStack.start({ dataDir: ${JSON.stringify(dataDir)}, ports: 'any', durable: false });
    console.log('up');`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('the embedded stack, when a server is killed', () => {
  let end: () => Promise<void>;
  let stack: EmbeddedStack;
  let dataDir: string;
  const exits: { server: ServerName; signal: string | null }[] = [];

  beforeAll(async () => {
    ({ stack, dataDir, end } = await ownStack({ onExit: (server, { signal }) => exits.push({ server, signal }) }));
    await writeSomething(stack);
  });
  afterAll(() => end());
  beforeEach(() => exits.splice(0));

  it.each(['kafka', 'postgres'] as const)(
    'tells the supervisor, and starts %s again at the same address with its data',
    async (server) => {
      const before = { brokers: stack.brokers, url: stack.postgresUrl, pid: stack.pids[server] };
      process.kill(before.pid, 'SIGKILL');
      await waitForEnd(before.pid, 5_000);
      await until(() => exits.length > 0);
      expect(exits).toEqual([{ server, signal: 'SIGKILL' }]);
      await (server === 'kafka' ? stack.restartKafka() : stack.restartPostgres());
      expect(stack.pids[server]).not.toBe(before.pid);
      expect({ brokers: stack.brokers, url: stack.postgresUrl }).toEqual({ brokers: before.brokers, url: before.url });
      await expectItThere(stack);
    },
  );

  it('waits for a backend that outlives its postmaster in the middle of a statement', async () => {
    const busy = new pg.Client({ connectionString: stack.postgresUrl });
    busy.on('error', () => undefined);
    await busy.connect();
    const [row] = (await busy.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    // Computes without ever looking up, so that it does not notice the postmaster's death.
    const statement = busy
      .query('select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b')
      .catch(() => undefined);
    await untilRunning(stack.postgresUrl, row!.pid);
    process.kill(stack.pids.postgres, 'SIGKILL');
    await until(() => exits.length > 0);
    expect(isRunning(row!.pid)).toBe(true);
    await stack.restartPostgres();
    expect(isRunning(row!.pid)).toBe(false);
    await statement;
    await expectItThere(stack);
  });

  it('writes what runs to stack.json, for its owner only, and nothing listens beyond 127.0.0.1', async () => {
    expect(stackJson(dataDir)).toEqual({
      kafka: { brokers: stack.brokers, pid: stack.pids.kafka },
      postgres: { url: stack.postgresUrl, pid: stack.pids.postgres },
    });
    expect(statSync(join(dataDir, 'stack.json')).mode & 0o777).toBe(0o600);
    expect(new URL(stack.postgresUrl).password).toHaveLength(36);
    await expect(query(stack.postgresUrl.replace(/:[^:@]*@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    const ports = JSON.parse(readFileSync(join(dataDir, 'ports.json'), 'utf8')) as Record<string, number>;
    expect(Object.keys(ports).sort()).toEqual(['controller', 'kafka', 'postgres']);
    for (const port of Object.values(ports)) {
      expect(await accepts('127.0.0.1', port)).toBe(true);
      // Of all addresses of this machine a server that listens everywhere answers on 127.0.0.2 too.
      for (const address of ['127.0.0.2', ...outwardAddresses()]) expect(await accepts(address, port)).toBe(false);
    }
  });

  it('refuses a second start in the same directory, with what to do, and does not disturb the first', async () => {
    await expect(EmbeddedStack.start({ dataDir, ports: 'any' })).rejects.toMatchObject({
      code: 'STACK_ALREADY_RUNNING',
      message: expect.stringContaining(dataDir),
      remedy: expect.stringContaining('Ctrl-C'),
    });
    await expectItThere(stack);
  });
});

describe('the embedded stack, when its supervisor is killed', () => {
  let dataDir: string;
  beforeEach(() => (dataDir = newDataDir()));
  afterEach(() => EmbeddedStack.discard(dataDir));

  it('ends the servers that were left running and starts at the same addresses with the data', async () => {
    const supervisor = startElsewhere(dataDir);
    await once(supervisor.stdout!, 'data');
    const left = stackJson(dataDir);
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    expect(isRunning(left.kafka!.pid!) && isRunning(left.postgres!.pid!)).toBe(true);

    const { stack } = await ownStack({ dataDir });
    expect(isRunning(left.kafka!.pid!) || isRunning(left.postgres!.pid!)).toBe(false);
    expect(stack.brokers).toEqual(left.kafka!.brokers);
    expect(stack.postgresUrl).toBe(left.postgres!.url);
    await writeSomething(stack);
    await stack.stop();
    expect(existsSync(join(dataDir, 'stack.json'))).toBe(false);

    // A reboot may give the dead postmaster's pid to anybody: here to this very process.
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
    const again = await ownStack({ dataDir });
    await expectItThere(again.stack);
    await again.stack.stop();
  });

  it('can be started after a first start was killed in the middle', async () => {
    const supervisor = startElsewhere(dataDir);
    await sleep(600);
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const { stack } = await ownStack({ dataDir });
    await writeSomething(stack);
    await expectItThere(stack);
    await stack.stop();
  });
});

describe('the embedded stack, when it is stopped', () => {
  it('takes along a server that is just being restarted', async () => {
    const { stack, dataDir } = await ownStack();
    const restart = stack.restartKafka();
    await until(() =>
      findProcesses([`-Dperennial.kafka.directory=${join(dataDir, 'kafka')}`]).some((pid) => pid !== stack.pids.kafka),
    );
    await Promise.all([stack.stop(), expect(restart).rejects.toMatchObject({ code: 'KAFKA_START_FAILED' })]);
    expect(findProcesses([`-Dperennial.kafka.directory=${join(dataDir, 'kafka')}`])).toEqual([]);
    await expect(stack.restartPostgres()).rejects.toThrow('being stopped');
    await EmbeddedStack.discard(dataDir);
  });
});

describe('the embedded stack, when ports are taken', () => {
  it('runs in a folder whose path has spaces, commas and letters of any script', async () => {
    const dataDir = join(newDataDir(), 'loja do josé, nº 1 €');
    const first = await ownStack({ dataDir });
    await writeSomething(first.stack);
    await first.stack.stop();
    const { stack, end } = await ownStack({ dataDir });
    await expectItThere(stack);
    await end();
  });

  it('lets two starts at one moment, after the same ports, have a Kafka and a Postgres each', async () => {
    const dataDirs = [newDataDir(), newDataDir()];
    const kafka = await choosePort([]);
    const controller = await choosePort([], [kafka]);
    const postgres = await choosePort([], [kafka, controller]);
    for (const dataDir of dataDirs) {
      writeFileSync(join(dataDir, 'ports.json'), JSON.stringify({ kafka, controller, postgres }));
    }
    const stacks = await Promise.all(dataDirs.map((dataDir) => ownStack({ dataDir })));
    expect(new Set(stacks.map(({ stack }) => stack.brokers[0])).size).toBe(2);
    expect(new Set(stacks.map(({ stack }) => new URL(stack.postgresUrl).port)).size).toBe(2);
    // Creating a topic and a table of one name works in both only when neither has the other's servers.
    for (const { stack } of stacks) await writeSomething(stack);
    for (const { stack } of stacks) await expectItThere(stack);
    await Promise.all(stacks.map(({ end }) => end()));
  });

  it('takes others and says where, also for those of its own last run', async () => {
    const first = await ownStack();
    await writeSomething(first.stack);
    const taken = [first.stack.brokers[0]!.split(':')[1]!, new URL(first.stack.postgresUrl).port].map(Number);
    await first.stack.stop();
    const intruders = taken.map((port) => createServer().listen(port, '127.0.0.1'));
    await Promise.all(intruders.map((intruder) => once(intruder, 'listening')));
    const { stack, end } = await ownStack({ dataDir: first.dataDir });
    expect(stack.brokers).not.toEqual(first.stack.brokers);
    expect(stack.postgresUrl).not.toBe(first.stack.postgresUrl);
    expect(stackJson(first.dataDir)).toMatchObject({
      kafka: { brokers: stack.brokers },
      postgres: { url: stack.postgresUrl },
    });
    await expectItThere(stack);
    await end();
    for (const intruder of intruders) intruder.close();
    expect(existsSync(first.dataDir)).toBe(false);
  });
});
