import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { ensureTopics } from '@perennial/messaging';
import { Database, databaseName, ownerUrl } from '@perennial/persistence';
import { testStack, uniquePrefix, type TestStack } from '@perennial/testing';

const sample = fileURLToPath(new URL('../fixtures/sample-service.mjs', import.meta.url));

interface Running {
  readonly process: ChildProcess;
  /** Standard output so far, one parsed line of the log each. */
  readonly lines: Record<string, unknown>[];
  readonly errors: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The sample service as a process, with an IPC channel as under the supervisor. */
function start(environment: Record<string, string>, args: string[] = [], options: ForkOptions = {}): Running {
  const { PATH = '' } = process.env;
  const child = fork(sample, args, {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    ...options,
  });
  const lines: Record<string, unknown>[] = [];
  let [text, errors] = ['', ''];
  child.stdout?.on('data', (bytes: Buffer) => {
    const parts = (text + bytes.toString()).split('\n');
    text = parts.pop() ?? '';
    for (const part of parts)
      lines.push(part.startsWith('{') ? (JSON.parse(part) as Record<string, unknown>) : { message: part });
  });
  child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  // Not the event `close`: it never comes after this side has disconnected the channel.
  const ended = Promise.all([
    once(child, 'exit'),
    ...[child.stdout, child.stderr].map((stream) => stream && finished(stream).catch(() => {})),
  ]).then(([[code, signal]]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null }));
  return { process: child, lines, errors: () => errors, ended };
}

async function line(running: Running, message: string): Promise<Record<string, unknown>> {
  for (;;) {
    const found = running.lines.find((each) => each.message === message);
    if (found) return found;
    if (running.process.exitCode !== null)
      throw new Error(`ended without saying ${message}: ${JSON.stringify(running.lines)} ${running.errors()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a service process', () => {
  let stack: TestStack;
  let environment: Record<string, string>;
  const started: Running[] = [];
  const run = (more: Record<string, string> = {}, args: string[] = []) => {
    const running = start({ ...environment, ...more }, args);
    started.push(running);
    return running;
  };

  beforeAll(async () => {
    stack = await testStack();
    const topicPrefix = uniquePrefix();
    environment = {
      KAFKA_BROKERS: stack.brokers.join(','),
      DATABASE_URL: stack.postgresUrl,
      PERENNIAL_TOPIC_PREFIX: topicPrefix,
      SAMPLE_PORT: '0',
    };
    await ensureTopics({ brokers: stack.brokers, topicPrefix, partitions: 2 });
  });
  afterEach(async () => {
    for (const running of started.splice(0)) {
      if (running.process.exitCode === null) running.process.kill('SIGKILL');
      await running.ended;
    }
  });
  afterAll(async () => {
    const server = await Database.connect({ url: stack.postgresUrl, applicationName: 'test-drop', poolSize: 1 });
    await server.query(`drop database if exists ${databaseName('sample')} with (force)`);
    await server.query(`drop role if exists ${databaseName('sample')}`);
    await server.close();
  });

  it('does not start before its database was made, and says how to make it', async () => {
    const running = run();
    expect(await running.ended).toMatchObject({ code: 1 });
    expect(running.lines.at(-1)).toMatchObject({
      level: 'error',
      cause: { code: 'DATABASE_ACCESS_DENIED', detail: expect.stringContaining('npm run migrate') },
    });
  });

  it('is migrated by one command, which may be repeated', async () => {
    const first = run({}, ['migrate']);
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(first.lines.at(0)?.message).toMatch(/^sample: applied messaging-0001/);
    const second = run({}, ['migrate']);
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(second.lines).toEqual([{ message: 'sample: nothing to migrate' }]);
  });

  it('becomes ready with the Kafka client that is named, and ends with 0 on SIGTERM', async () => {
    const running = run({ PERENNIAL_KAFKA_CLIENT: 'platformatic' });
    const { url } = await line(running, 'listening');
    while (!(await fetch(`${String(url)}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(running.lines).toContainEqual(expect.objectContaining({ message: 'the Kafka client is platformatic' }));
    running.process.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  it('becomes ready, serves what every service serves, and ends with 0 on SIGTERM', async () => {
    const running = run({ PERENNIAL_NOW: '2027-03-01T10:00:00Z' });
    const { url, now } = await line(running, 'listening');
    expect(now).toMatch(/^2027-03-01T10:00:0/);
    const get = async (path: string) => {
      const response = await fetch(`${String(url)}${path}`);
      return { status: response.status, text: await response.text() };
    };
    expect(await get('/health/live')).toEqual({ status: 200, text: '{"status":"live"}' });
    let ready = await get('/health/ready');
    while (ready.status === 503) {
      expect(JSON.parse(ready.text)).toMatchObject({ reasons: ['the consumer has not joined its group'] });
      await new Promise((resolve) => setTimeout(resolve, 50));
      ready = await get('/health/ready');
    }
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toEqual({ status: 'ready', reasons: [], pid: expect.any(Number) });
    expect(await get('/v1/quarantine?reason=INVALID_DATA')).toEqual({
      status: 200,
      text: '{"items":[],"nextCursor":null}',
    });
    expect((await get('/v1/quarantine?cursor=abc')).status).toBe(400);
    expect(await get('/v1/parked?waitsFor=order%3Ao-1')).toEqual({
      status: 200,
      text: '{"items":[],"nextCursor":null}',
    });
    for (const query of ['parked?cursor=abc', 'parked?waitsFor=%00', 'quarantine?reason=%00'])
      expect((await get(`/v1/${query}`)).status).toBe(400);
    expect((await get('/metrics')).text).toMatch(/loyalty_parked_events\{service="sample"\} 0/);
    expect((await get('/metrics')).text).toMatch(/process_cpu_user_seconds_total\{service="sample"\}/);
    expect(Object.keys((JSON.parse((await get('/openapi.json')).text) as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/health/ready', '/v1/parked', '/v1/quarantine']),
    );
    running.process.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.lines.at(-1)).toMatchObject({ message: 'stopped' });
    expect(running.errors()).toBe('');
  });

  it('ends in order when the process that started it is gone', async () => {
    const running = run();
    await line(running, 'started');
    running.process.disconnect();
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('lives on when nobody reads its log any more', async () => {
    const running = run({ LOG_LEVEL: 'debug' });
    const { url } = await line(running, 'listening');
    await line(running, 'started');
    running.process.stdout?.destroy();
    for (let n = 0; n < 5; n += 1) expect((await fetch(`${String(url)}/v1/quarantine?limit=x`)).status).toBe(400);
    running.process.kill('SIGTERM');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('waits for a database that is away, saying so, and can be stopped while it waits', async () => {
    const running = run({ SAMPLE_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' });
    expect(await line(running, 'waiting for the database')).toMatchObject({
      level: 'warn',
      cause: { code: 'DATABASE_UNREACHABLE' },
    });
    running.process.kill('SIGINT');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('names every wrong setting on standard error, without a stack trace, and ends with 2', async () => {
    const running = run({ KAFKA_BROKERS: '', SAMPLE_PORT: 'x', LOG_LEVEL: 'loud' });
    expect(await running.ended).toMatchObject({ code: 2 });
    expect(running.errors()).toMatch(/KAFKA_BROKERS: is missing/);
    expect(running.errors()).toMatch(/SAMPLE_PORT: "x" is no port/);
    expect(running.errors()).toMatch(/LOG_LEVEL: must be one of/);
    expect(running.errors()).not.toMatch(/\n\s+at /);
  });

  it('says which port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const running = run({ SAMPLE_PORT: port });
    expect(await running.ended).toMatchObject({ code: 1 });
    expect(running.lines.at(-1)).toMatchObject({
      cause: { code: 'PORT_TAKEN', detail: expect.stringContaining(port) },
    });
    other.close();
  });

  it('refuses a schema from a later build', async () => {
    const owner = await Database.connect({
      url: ownerUrl(stack.postgresUrl, 'sample'),
      applicationName: 'owner',
      poolSize: 1,
    });
    const [row] = await owner.query<{ id: number }>(
      "insert into schema_migrations (timestamp, name) values (3, 'sample-0009-later') returning id",
    );
    const running = run();
    expect(await running.ended).toMatchObject({ code: 1 });
    expect(running.lines.at(-1)).toMatchObject({ cause: { code: 'SCHEMA_NEWER' } });
    await owner.query('delete from schema_migrations where id = $1', [row?.id]);
    await owner.close();
  });
});
