import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StackFile } from './stack-file.js';

describe('StackFile', () => {
  let dataDir: string;
  let file: StackFile;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'perennial-stack-file-'));
    file = new StackFile(dataDir);
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const kafka = { brokers: ['127.0.0.1:9092'], pid: 1 };
  const postgres = { url: 'postgres://postgres:secret@127.0.0.1:5432/postgres', pid: 2 };
  const ledger = { url: 'http://127.0.0.1:3001', pid: 3, databaseUrl: 'postgres://ledger' };
  const metrics = { url: 'http://127.0.0.1:3003', pid: 4 };

  it('keeps the sections that a write does not name, and each service beside the others', () => {
    file.merge({ kafka });
    file.merge({ postgres, now: '2027-03-01T10:00:00Z' });
    file.setService('ledger', ledger);
    file.setService('metrics', metrics);
    expect(JSON.parse(readFileSync(file.path, 'utf8'))).toEqual({
      kafka,
      postgres,
      services: { ledger, metrics },
      now: '2027-03-01T10:00:00Z',
    });
  });

  it('is readable by its owner only, and leaves nothing else behind', () => {
    file.merge({ postgres });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['stack.json']);
  });

  it('goes away with its last section', () => {
    file.merge({ kafka });
    file.setService('ledger', ledger);
    file.merge({ kafka: undefined });
    file.setService('ledger', undefined);
    expect(readdirSync(dataDir)).toEqual([]);
    expect(file.read()).toEqual({});
  });

  it.each(['', '{"kafka":', '[]', 'null'])('takes a damaged file %j for an empty one and replaces it', (damaged) => {
    writeFileSync(file.path, damaged);
    expect(file.read()).toEqual({});
    file.merge({ kafka });
    expect(file.read()).toEqual({ kafka });
  });
});
