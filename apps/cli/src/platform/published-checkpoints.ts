import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkpointSigned } from '@perennial/contracts';
import { readToEnd } from '@perennial/messaging';

import type { Cluster } from './sources.js';

/**
 * Copies what the topic of checkpoints holds at this moment to a file of its own, one a line, for as long as `work` takes.
 * A transaction is committed before its message is published, so nothing in it is newer than what is read afterwards.
 */
export async function withPublishedCheckpoints<T>(cluster: Cluster, work: (file: string) => Promise<T>): Promise<T> {
  const lines = await publishedLines(cluster);
  const folder = await mkdtemp(join(tmpdir(), 'perennial-checkpoints-'));
  try {
    const file = join(folder, 'loyalty.checkpoint.jsonl');
    await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function publishedLines(cluster: Cluster): Promise<string[]> {
  const lines: string[] = [];
  const onRecord = ({ value }: { readonly value: Buffer | null }) => {
    if (value) lines.push(value.toString('utf8'));
  };
  await readToEnd({ ...cluster, topics: [checkpointSigned.topic], onRecord });
  return lines;
}
