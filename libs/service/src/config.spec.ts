import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { z } from 'zod';
import { readConfig, readMigrationConfig } from './config.js';
import { ConfigInvalid } from './errors.js';
import { defineService } from './service-definition.js';

@Module({})
class EmptyModule {}

const definition = defineService({
  name: 'ledger',
  port: 3001,
  topics: ['commerce.purchase'],
  config: {
    LEDGER_SHARDS: z.coerce.number().int({ error: 'must be a whole number' }).default(4),
    LEDGER_SEAL_KEY: z.string().optional(),
  },
  migrations: [],
  module: EmptyModule,
});

const good = {
  KAFKA_BROKERS: '127.0.0.1:9092, kafka:9093',
  DATABASE_URL: 'postgres://owner:pw-of-ours@db:5432/postgres',
};

/** Keys of the problems, and their words. */
function problemsOf(
  environment: Record<string, string>,
  read: (d: typeof definition, e: Record<string, string>) => unknown = readConfig,
): Record<string, string> {
  try {
    read(definition, environment);
  } catch (error) {
    if (error instanceof ConfigInvalid)
      return Object.fromEntries(error.problems.map(({ key, message }) => [key, message]));
    throw error;
  }
  return {};
}

describe('the settings of a service', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has defaults for everything but broker and database', () => {
    expect(readConfig(definition, good)).toMatchObject({
      kafka: { brokers: ['127.0.0.1:9092', 'kafka:9093'], security: undefined },
      kafkaClient: 'kafkajs',
      port: 3001,
      host: '127.0.0.1',
      now: undefined,
      topicPrefix: '',
      programmePath: 'programmes/jeweller.yaml',
      logLevel: 'info',
      production: false,
      settings: { LEDGER_SHARDS: 4 },
    });
  });

  it("runs as the service's role in the service's database when only the owner's URL is given", () => {
    const url = new URL(readConfig(definition, good).databaseUrl);
    expect([url.username, url.pathname, url.host]).toEqual(['perennial_ledger', '/perennial_ledger', 'db:5432']);
    expect(url.password).not.toBe('pw-of-ours');
  });

  it("prefers the service's own URL", () => {
    const own = 'postgres://somebody:else@elsewhere/place';
    expect(readConfig(definition, { ...good, LEDGER_DATABASE_URL: own }).databaseUrl).toBe(own);
  });

  it('names every wrong key at once, with what would be right', () => {
    const problems = problemsOf({
      KAFKA_BROKERS: 'localhost',
      PERENNIAL_KAFKA_CLIENT: 'librdkafka',
      LEDGER_DATABASE_URL: 'mysql://root@db/x',
      LEDGER_PORT: '70000',
      PERENNIAL_NOW: '2027-03-01',
      PERENNIAL_TOPIC_PREFIX: 'a b',
      LOG_LEVEL: 'loud',
      LEDGER_SHARDS: '2.5',
    });
    expect(problems).toEqual({
      KAFKA_BROKERS: expect.stringContaining('host:port'),
      PERENNIAL_KAFKA_CLIENT: 'must be one of kafkajs, platformatic',
      LEDGER_DATABASE_URL: expect.stringContaining('postgres://'),
      LEDGER_PORT: '"70000" is no port: a whole number up to 65535, 0 for any free one',
      PERENNIAL_NOW: expect.stringContaining('2027-03-01T10:00:00Z'),
      PERENNIAL_TOPIC_PREFIX: expect.stringContaining('letters'),
      LOG_LEVEL: 'must be one of debug, info, warn, error',
      LEDGER_SHARDS: 'must be a whole number',
    });
  });

  it('takes the other Kafka client where it is named', () => {
    expect(readConfig(definition, { ...good, PERENNIAL_KAFKA_CLIENT: 'platformatic' }).kafkaClient).toBe(
      'platformatic',
    );
  });

  it('says that a required setting of the service is missing', () => {
    const demanding = defineService({ ...definition, config: { LEDGER_REGION: z.string() } });
    expect(() => readConfig(demanding, good)).toThrow('LEDGER_REGION: is missing');
  });

  it.each([
    ['a broker without a database', { KAFKA_BROKERS: 'k:9092' }, 'DATABASE_URL'],
    ['a database without a broker', { DATABASE_URL: good.DATABASE_URL }, 'KAFKA_BROKERS'],
    ["the service's own database without a broker", { LEDGER_DATABASE_URL: good.DATABASE_URL }, 'KAFKA_BROKERS'],
  ])('refuses %s: they belong together', (_title, environment, key) => {
    expect(problemsOf(environment as Record<string, string>)).toEqual({
      [key]: expect.stringContaining('belong together'),
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig(definition, { ...good, LEDGER_DATABASE_URL: '', LEDGER_PORT: '', PERENNIAL_NOW: '' }).port).toBe(
      3001,
    );
  });

  it('reads a secret from the file <NAME>_FILE names', () => {
    const file = join(folder, 'url');
    writeFileSync(file, 'postgres://x:y@db/z\n');
    const { DATABASE_URL: _, ...rest } = good;
    expect(readConfig(definition, { ...rest, LEDGER_DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://x:y@db/z');
  });

  it('refuses a secret given twice, and one whose file cannot be read', () => {
    const file = join(folder, 'nowhere');
    expect(problemsOf({ ...good, DATABASE_URL_FILE: file, LEDGER_SEAL_KEY_FILE: file })).toEqual({
      DATABASE_URL: expect.stringContaining('given twice'),
      LEDGER_SEAL_KEY_FILE: expect.stringContaining('ENOENT'),
    });
  });

  it('never repeats the value of a database URL, which holds a password', () => {
    try {
      readConfig(definition, { KAFKA_BROKERS: 'k:1', DATABASE_URL: 'postgres:/hunter2@db' });
    } catch (error) {
      expect(String(error)).toContain('DATABASE_URL');
      expect(String(error)).not.toContain('hunter2');
      return;
    }
    throw new Error('was accepted');
  });

  it.each([['development'], ['production']])(
    'names a password that is not correctly percent-encoded, in %s',
    (mode) => {
      const broken = { ...good, NODE_ENV: mode, DATABASE_URL: 'postgres://owner:100%@db/postgres' };
      expect(problemsOf(broken)).toEqual({ DATABASE_URL: expect.stringContaining('%25') });
      expect(problemsOf(broken, readMigrationConfig)).toEqual({ DATABASE_URL: expect.stringContaining('%25') });
    },
  );

  it('starts the clock where PERENNIAL_NOW says', () => {
    expect(readConfig(definition, { ...good, PERENNIAL_NOW: '2027-03-01T12:00:00+02:00' }).now).toEqual(
      new Date('2027-03-01T10:00:00Z'),
    );
  });

  it('refuses a moved clock in production, and passwords everybody knows', () => {
    expect(
      problemsOf({
        ...good,
        NODE_ENV: 'production',
        PERENNIAL_NOW: '2027-03-01T12:00:00Z',
        LEDGER_DATABASE_URL: 'postgres://ledger:perennial@db/ledger',
      }),
    ).toEqual({
      PERENNIAL_NOW: expect.stringContaining('production'),
      LEDGER_DATABASE_URL: expect.stringContaining('set one of your own'),
    });
    expect(problemsOf({ ...good, NODE_ENV: 'production', DATABASE_URL: 'postgres://owner@db/x' })).toHaveProperty(
      'DATABASE_URL',
    );
    expect(problemsOf({ ...good, NODE_ENV: 'production' })).toEqual({});
  });

  it('names what is wrong with the way to the broker beside everything else', () => {
    expect(problemsOf({ ...good, KAFKA_SECURITY_PROTOCOL: 'TLS', LOG_LEVEL: 'loud' })).toEqual({
      KAFKA_SECURITY_PROTOCOL: expect.stringContaining('must be one of'),
      LOG_LEVEL: expect.stringContaining('must be one of'),
    });
  });
});

describe('who migrates', () => {
  const readMigration = (environment: Record<string, string>) => readMigrationConfig(definition, environment);

  it("is the server's owner, who creates database and role first", () => {
    expect(readMigration({ DATABASE_URL: good.DATABASE_URL })).toEqual({
      ownerUrl: 'postgres://owner:pw-of-ours@db:5432/perennial_ledger',
      provision: { serverUrl: good.DATABASE_URL },
    });
  });

  it("gives the runtime role the password of the service's own URL", () => {
    const own = 'postgres://perennial_ledger:p%40ss@db:5432/perennial_ledger';
    expect(readMigration({ DATABASE_URL: good.DATABASE_URL, LEDGER_DATABASE_URL: own }).provision).toEqual({
      serverUrl: good.DATABASE_URL,
      runtimePassword: 'p@ss',
    });
  });

  it("creates nothing where the operator chose other names, and migrates that database as the server's owner", () => {
    expect(
      readMigration({ DATABASE_URL: good.DATABASE_URL, LEDGER_DATABASE_URL: 'postgres://app:x@db:5432/points' }),
    ).toEqual({
      ownerUrl: 'postgres://owner:pw-of-ours@db:5432/points',
    });
  });

  it("is the role of the service's own URL when nothing else is known", () => {
    expect(readMigration({ LEDGER_DATABASE_URL: 'postgres://app:x@db/points' })).toEqual({
      ownerUrl: 'postgres://app:x@db/points',
    });
  });

  it('needs no broker, but a database', () => {
    expect(problemsOf({}, readMigrationConfig)).toEqual({ DATABASE_URL: expect.stringContaining('is missing') });
  });
});
