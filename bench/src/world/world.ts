import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ensureTopics } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { EmbeddedStack } from '@perennial/stack';
import { Kafka, logLevel, type Admin } from 'kafkajs';

export const PARTITIONS = 12;

/** One Kafka and one Postgres for all arms, with `fsync` and `synchronous_commit` on. */
export class World {
  private constructor(
    readonly directory: string,
    readonly stack: EmbeddedStack,
    readonly owner: Database,
    readonly kafka: Kafka,
    readonly admin: Admin,
  ) {}

  static async start(onStep: (text: string) => void): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
    const stack = await EmbeddedStack.start({ dataDir: directory, ports: 'any', onStep });
    const owner = await Database.connect({ url: stack.postgresUrl, applicationName: 'bench', poolSize: 2 });
    const kafka = new Kafka({ brokers: [...stack.brokers], clientId: 'bench', logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    return new World(directory, stack, owner, kafka, admin);
  }

  /** The platform's topics under a prefix. */
  async platformTopics(topicPrefix: string): Promise<void> {
    const made = await ensureTopics({ brokers: this.stack.brokers, topicPrefix, partitions: PARTITIONS });
    for (const name of made) await this.untilKnown(name);
  }

  async topic(name: string): Promise<void> {
    await this.admin.createTopics({ waitForLeaders: false, topics: [{ topic: name, numPartitions: PARTITIONS }] });
    await this.untilKnown(name);
  }

  /** A topic just made is unknown for some moments, and then without a leader. */
  private async untilKnown(name: string): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        return void (await this.admin.fetchTopicOffsets(name));
      } catch (error) {
        if (tries === 100) throw error;
        await sleep(50);
      }
    }
  }

  /** The same where an earlier benchmark may have made it. */
  async topicOnce(name: string): Promise<void> {
    if (!(await this.admin.listTopics()).includes(name)) await this.topic(name);
  }

  /** Records in a topic, over all partitions, since it was made. */
  async recordsIn(topic: string): Promise<number> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  }

  /** An empty database of that name, and its URL. What was there is gone. */
  async freshDatabase(name: string): Promise<string> {
    await this.dropDatabase(name);
    await this.owner.query(`create database ${name} template template0`);
    return this.urlOf(name);
  }

  async dropDatabase(name: string): Promise<void> {
    await this.owner.query(`drop database if exists ${name} with (force)`);
  }

  urlOf(database: string): string {
    const url = new URL(this.stack.postgresUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  async vacuum(database: string): Promise<void> {
    const db = await Database.connect({ url: this.urlOf(database), applicationName: 'bench', poolSize: 1 });
    await db.query('vacuum (analyze)');
    await db.close();
  }

  /** Bytes of the write-ahead log so far. */
  async walBytes(): Promise<number> {
    const [row] = await this.owner.query<{ bytes: number }>(`select (pg_current_wal_lsn() - '0/0')::float8 as bytes`);
    return row?.bytes ?? NaN;
  }

  async end(): Promise<void> {
    await this.admin.disconnect();
    await this.owner.close();
    await this.stack.stop();
    await EmbeddedStack.discard(this.directory);
  }
}
