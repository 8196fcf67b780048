import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runModeOf } from './run-mode.js';

const both = { KAFKA_BROKERS: 'a:9092, b:9092', DATABASE_URL: 'postgres://o:p@db:5432/postgres' };

describe('runModeOf', () => {
  it('uses the servers of the environment first, also when Docker is asked for', () => {
    expect(runModeOf(both, true)).toEqual({
      kind: 'external',
      kafka: { brokers: ['a:9092', 'b:9092'] },
      ownerUrl: 'postgres://o:p@db:5432/postgres',
    });
  });

  it('reads from a file what is given as one, and how brokers are spoken to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-mode-'));
    const file = join(folder, 'url');
    writeFileSync(file, `${both.DATABASE_URL}\n`);
    const { DATABASE_URL: ownerUrl, ...rest } = both;
    expect(runModeOf({ ...rest, DATABASE_URL_FILE: file, KAFKA_SECURITY_PROTOCOL: 'SSL' }, false)).toEqual({
      kind: 'external',
      kafka: { brokers: ['a:9092', 'b:9092'], security: { tls: {} } },
      ownerUrl,
    });
    rmSync(folder, { recursive: true });
    expect(() => runModeOf({ ...rest, DATABASE_URL_FILE: file }, false)).toThrow('DATABASE_URL_FILE');
  });

  it('uses Docker when asked for, else servers of its own', () => {
    expect(runModeOf({}, true)).toEqual({ kind: 'docker' });
    expect(runModeOf({ KAFKA_BROKERS: '', DATABASE_URL: '' }, false)).toEqual({ kind: 'embedded' });
  });

  it.each([
    ['KAFKA_BROKERS is set but DATABASE_URL is not', { ...both, DATABASE_URL: undefined }],
    ['DATABASE_URL is set but KAFKA_BROKERS is not', { ...both, KAFKA_BROKERS: undefined }],
    ['KAFKA_SECURITY_PROTOCOL is given', { KAFKA_SECURITY_PROTOCOL: 'SSL' }],
    ['KAFKA_BROKERS must be host:port', { ...both, KAFKA_BROKERS: 'http://a' }],
    ['DATABASE_URL is not a URL like', { ...both, DATABASE_URL: 'db:5432' }],
  ])('refuses: %s', (message, env) => {
    expect(() => runModeOf(env, false)).toThrow(message);
  });
});
