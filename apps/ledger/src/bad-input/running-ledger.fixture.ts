import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import type { RawRecord } from '@perennial/contracts';
import { connectProducer, ensureTopics, groupLag, type ClusterOptions, type EventProducer } from '@perennial/messaging';
import { testStack, uniquePrefix, until, type FreshDatabase } from '@perennial/testing';

import { ledgerDatabase } from '../ledger-database.fixture.js';
import { signingKeyOf, trustedKeysOf } from '../sealing/signing-key.js';
import { ledgerTopics } from '../topics.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Path of the programme it has. */
export const JEWELLER = fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url));
const PARTITIONS = 4;

/** Where a record stands: `topic/partition/offset`, the topic without its prefix. */
export type Place = string;

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** Empty when the answer is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** The ledger's own process with the jeweller's programme, on the test stack, with topics and a database of its own. */
export class RunningLedger {
  /** What it logged so far. */
  readonly lines: string[] = [];
  private readonly ends = new Map<string, number>();

  private constructor(
    readonly cluster: Required<Pick<ClusterOptions, 'brokers' | 'topicPrefix'>>,
    private readonly database: FreshDatabase,
    private readonly producer: EventProducer,
    private readonly process: ChildProcess,
  ) {
    process.stdout?.on('data', (bytes) => this.lines.push(...String(bytes).trim().split('\n')));
    process.stderr?.on('data', (bytes) => this.lines.push(String(bytes)));
  }

  /** @param now where its clock starts. Resolves when it is ready. */
  static async start(now: string): Promise<RunningLedger> {
    const { brokers } = await testStack();
    const cluster = { brokers, topicPrefix: uniquePrefix() };
    await ensureTopics({ ...cluster, partitions: PARTITIONS });
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
    const database = await ledgerDatabase({ keys: () => trustedKeysOf(signingKeyOf(key).publicKeyPem) });
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        KAFKA_BROKERS: brokers.join(','),
        LEDGER_DATABASE_URL: database.url,
        LEDGER_PORT: '0',
        LEDGER_SIGNING_KEY: key,
        PERENNIAL_NOW: now,
        PERENNIAL_TOPIC_PREFIX: cluster.topicPrefix,
        PERENNIAL_PROGRAMME: JEWELLER,
      },
    });
    const ledger = new RunningLedger(cluster, database, await connectProducer(cluster), child);
    await until('the ledger is ready', async () => {
      if (child.exitCode !== null) throw new Error(`the ledger ended:\n${ledger.lines.join('\n')}`);
      return ledger.url !== '' && (await ledger.get('/health/ready')).status === 200;
    });
    return ledger;
  }

  get db(): FreshDatabase['db'] {
    return this.database.db;
  }

  get url(): string {
    return /"url":"([^"]+)"/.exec(this.lines.join('\n'))?.[1] ?? '';
  }

  /** In the given order, each to the partition of its number. Nobody else may write to the topics. */
  async send(records: readonly (RawRecord & { readonly number: number })[]): Promise<Place[]> {
    const placed = records.map(({ number, topic, key = null, value, headers = {} }) => {
      const partition = number % PARTITIONS;
      const given = Object.entries(headers).flatMap(([name, each]) => (each === undefined ? [] : [[name, each]]));
      return { topic, partition, key, value, headers: Object.fromEntries(given) };
    });
    await this.producer.send(placed);
    return placed.map(({ topic, partition }) => {
      const offset = this.ends.get(`${topic}/${partition}`) ?? 0;
      this.ends.set(`${topic}/${partition}`, offset + 1);
      return `${topic}/${partition}/${offset}`;
    });
  }

  /** Until everything sent is applied and what follows from it published. */
  async settled(): Promise<void> {
    await until('the ledger has caught up', async () => {
      if (this.process.exitCode !== null) throw new Error(`the ledger ended:\n${this.lines.slice(-5).join('\n')}`);
      const lags = await groupLag({ ...this.cluster, group: 'ledger', topics: ledgerTopics });
      return lags.every(({ lag }) => lag === 0n);
    });
  }

  get(path: string): Promise<Answer> {
    return this.ask({ method: 'GET', path });
  }

  /** Sends a request exactly so, on a connection of its own. @param path is not touched: it need not be a correct one */
  async ask({ method, path, headers = {}, body = '' }: Request): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    const asking = request({ hostname, port, method, path, headers, agent: false });
    // The answer may come, and the connection be closed, before a large body is sent.
    asking.on('error', () => {});
    asking.end(body);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    const answered = await text(response);
    return {
      status: response.statusCode ?? 0,
      type: response.headers['content-type'] ?? '',
      body: answered.startsWith('{') ? (JSON.parse(answered) as Answer['body']) : {},
    };
  }

  async end(): Promise<void> {
    await this.producer.disconnect();
    if (this.process.exitCode === null) {
      this.process.kill('SIGTERM');
      await once(this.process, 'exit');
    }
    await this.database.drop();
  }
}
