import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkpointSigned } from '@perennial/contracts';

import { publishedLine, readPublished } from './published-file.js';

const checkpoint = {
  number: 2n,
  previousRoot: Buffer.alloc(32, 1),
  bookings: 81n,
  transfers: 6524n,
  signedAt: Date.parse('2027-03-01T10:00:00.123Z'),
  root: Buffer.alloc(32, 2),
  keyId: '1f3a9c0e5b7d2846',
  signature: Buffer.alloc(64, 3),
};

describe('a file of published checkpoints', () => {
  const dir = mkdtempSync(join(tmpdir(), 'perennial-published-'));
  const file = join(dir, 'checkpoints.jsonl');
  afterAll(() => rmSync(dir, { recursive: true }));

  async function read(text: string, meanwhile = '') {
    writeFileSync(file, text);
    const lines = readPublished(file);
    appendFileSync(file, meanwhile);
    const found = [];
    for await (const one of lines) found.push(one);
    return found;
  }

  it('holds whole CloudEvents, or their data alone as it stands on the topic', async () => {
    const line = publishedLine(checkpoint, '/perennial/ledger');
    const { data, ...envelope } = JSON.parse(line);
    expect(envelope).toMatchObject({
      id: data.checkpointId,
      time: '2027-03-01T10:00:00.123Z',
      type: checkpointSigned.type,
    });
    expect(data).toMatchObject({ number: 2, bookings: 81, transfers: 6524, root: '02'.repeat(32) });
    expect(await read(`${line}\n${JSON.stringify(data)}`)).toEqual([data, data]);
  });

  it('may be empty, and grows while it is read without being read further', async () => {
    expect(await read('')).toEqual([]);
    const line = publishedLine(checkpoint, '/perennial/ledger');
    expect(await read(line, line)).toHaveLength(1);
  });

  it.each([
    ['is not JSON', '{"number":', 'line 2 of .* is not JSON'],
    ['is no checkpoint', '{"number":2}', 'line 2 of .* is no checkpoint: checkpointId'],
  ])('with a line that %s is refused, and the line named', async (_title, line, message) => {
    const good = publishedLine(checkpoint, '/perennial/ledger');
    await expect(read(good + line)).rejects.toMatchObject({
      code: 'PUBLISHED_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });
});
