import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  encodeStructured,
  programmePublished,
  purchaseCompleted,
  returnCompleted,
  type Envelope,
} from '@perennial/contracts';
import { connectProducer, ensureTopics, readTopic, type EventProducer, type TopicRecord } from '@perennial/messaging';
import { anEvent, testStack, uniquePrefix, until, type FreshDatabase } from '@perennial/testing';

import { ledgerDatabase } from '../ledger-database.fixture.js';
import { developmentKey, trustedKeysOf } from '../sealing/signing-key.js';
import { jewellerWith } from './programme-rig.fixture.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const DOUBLE = ['    points: 1\n', '    points: 2\n'] as const;

describe('the ledger as a process', () => {
  let database: FreshDatabase;
  let producer: EventProducer;
  let env: Record<string, string>;
  const dir = mkdtempSync(join(tmpdir(), 'perennial-versions-'));
  const programme = join(dir, 'programme.yaml');
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    const { brokers } = await testStack();
    const topicPrefix = uniquePrefix();
    await ensureTopics({ brokers, topicPrefix, partitions: 1 });
    database = await ledgerDatabase({ keys: () => trustedKeysOf(developmentKey(dir).key.publicKeyPem) });
    producer = await connectProducer({ brokers, topicPrefix });
    env = {
      PATH: process.env['PATH'] ?? '',
      KAFKA_BROKERS: brokers.join(','),
      LEDGER_DATABASE_URL: database.url,
      DATABASE_URL: database.ownerUrl,
      PERENNIAL_TOPIC_PREFIX: topicPrefix,
      PERENNIAL_NOW: '2027-06-01T00:00:00Z',
      PERENNIAL_PROGRAMME: programme,
      PERENNIAL_DATA_DIR: dir,
      LEDGER_PORT: '0',
    };
  });
  afterEach(async () => {
    for (const child of started.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
    }
  });
  afterAll(async () => {
    await producer?.disconnect();
    await database?.drop();
    rmSync(dir, { recursive: true });
  });

  function run(document: string) {
    writeFileSync(programme, document);
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    let [out, errors] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
    return { ended, out: () => out, errors: () => errors };
  }

  async function listening(document: string): Promise<string> {
    const running = run(document);
    let url: string | undefined;
    await until('the ledger listens', () => {
      url = /"url":"([^"]+)"/.exec(running.out())?.[1];
      return url !== undefined;
    });
    return url ?? '';
  }

  it('refuses a changed document under a version that is there: exit code 2, the place, the code, no stack trace', async () => {
    await listening(jewellerWith(1));
    const refused = run(jewellerWith(1, DOUBLE));
    expect(await refused.ended).toBe(2);
    expect(refused.errors()).toContain(`PERENNIAL_PROGRAMME: ${programme}:8:1 version 1 is there already`);
    expect(refused.errors()).toContain('(PROGRAMME_VERSION_TAKEN)');
    expect(refused.errors()).not.toMatch(/\n\s+at /);
  });

  it('takes a document as YAML, publishes it, and says of events what became of them: applied, parked, quarantined', async () => {
    const url = await listening(jewellerWith(1));
    const published: TopicRecord[] = [];
    const reader = await readTopic({
      brokers: env['KAFKA_BROKERS']!.split(','),
      topicPrefix: env['PERENNIAL_TOPIC_PREFIX']!,
      topics: [programmePublished.topic],
      onRecord: (record) => published.push(record),
    });
    const document = jewellerWith(2, DOUBLE);
    const post = (type: string, headers: Record<string, string> = { 'idempotency-key': 'k-1' }) =>
      fetch(`${url}/v1/programme`, { method: 'POST', headers: { 'content-type': type, ...headers }, body: document });
    expect((await post('application/yaml', {})).status).toBe(400);
    expect((await post('application/x-www-form-urlencoded')).status).toBe(415);
    const answers = [
      await post('application/yaml'),
      await post('text/yaml; charset=utf-8', { 'idempotency-key': 'k-2' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    await until('both versions are published', () => published.length >= 2);
    expect(published.map(({ key, value }) => [String(key), JSON.parse(String(value))])).toEqual([
      ['jeweller', { programmeId: 'jeweller', version: 1, document: jewellerWith(1) }],
      ['jeweller', { programmeId: 'jeweller', version: 2, effectiveFrom: expect.any(String), document }],
    ]);
    await reader.stop();

    const source = '/shop/a b';
    const time = '2027-05-01T00:00:00Z';
    const order = (id: string, totalMinor: number) =>
      anEvent(purchaseCompleted, {
        ...{ id, source, time },
        data: { orderId: 'o-1', customerId: 'ada', currency: 'USD', totalMinor, lines: undefined },
      });
    const back = anEvent(returnCompleted, {
      ...{ id: 'e-back', source, time },
      data: { orderId: 'o-2', customerId: 'ada', currency: 'USD', amountMinor: 100, lines: undefined },
    });
    const sent: Envelope[] = [order('e/1', 10_000), order('e-2', 20_000), back];
    await producer.send(sent.map((event) => ({ ...encodeStructured(event), partition: 0 })));
    const explain = async (id: string, customerId = 'ada') => {
      const path = `/v1/members/${customerId}/explain/${encodeURIComponent(source)}/${encodeURIComponent(id)}`;
      const response = await fetch(url + path);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    await until('the events are there', async () => {
      const statuses = await Promise.all(['e/1', 'e-2', 'e-back'].map(async (id) => (await explain(id)).status));
      return statuses.every((status) => status === 200);
    });
    expect((await explain('e/1')).body).toMatchObject({ outcome: 'applied', rules: [{ points: 10 }], eventId: 'e/1' });
    expect((await explain('e-2')).body).toMatchObject({
      outcome: 'quarantined',
      reason: 'DUPLICATE_ORDER',
      detail: expect.any(String),
      rules: [],
    });
    expect((await explain('e-back')).body).toMatchObject({
      outcome: 'parked',
      reason: 'order:o-2',
      programmeVersion: 1,
    });
    expect(await explain('e-3')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_EVENT' } });

    const simulated = await fetch(`${url}/v1/programme/simulate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event: JSON.parse(
          String(
            encodeStructured({ ...order('e-4', 5_000), data: { ...order('e-4', 5_000).data, orderId: 'o-4' } }).value,
          ),
        ),
      }),
    });
    expect(simulated.status).toBe(200);
    expect(await simulated.json()).toMatchObject({
      outcome: 'applied',
      rules: [{ points: 5 }],
      balance: { available: 15 },
    });
  });
});
