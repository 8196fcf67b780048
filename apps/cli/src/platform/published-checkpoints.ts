import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkpointSigned } from '@perennial/contracts';
import { endOffsets, readTopic } from '@perennial/messaging';

/**
 * Copies what the topic of checkpoints holds at this moment to a file of its own, one a line, for as long as `work` takes.
 * A transaction is committed before its message is published, so nothing in it is newer than what is read afterwards.
 */
export async function withPublishedCheckpoints<T>(
  { brokers, topicPrefix }: { readonly brokers: readonly string[]; readonly topicPrefix: string },
  work: (file: string) => Promise<T>,
): Promise<T> {
  const lines = await readToEnd(brokers, topicPrefix);
  const folder = await mkdtemp(join(tmpdir(), 'perennial-checkpoints-'));
  try {
    const file = join(folder, 'loyalty.checkpoint.jsonl');
    await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readToEnd(brokers: readonly string[], topicPrefix: string): Promise<string[]> {
  const { topic } = checkpointSigned;
  const ends = await endOffsets({ brokers, topicPrefix }, [topic]);
  const missing = new Map(ends.filter(({ end }) => end > 0n).map(({ partition, end }) => [partition, end]));
  const lines: string[] = [];
  if (missing.size === 0) return lines;
  let complete = (): void => {};
  const whenComplete = new Promise<void>((resolve) => (complete = resolve));
  const reader = await readTopic({
    brokers,
    topicPrefix,
    topics: [topic],
    onRecord: ({ partition, offset, value }) => {
      if (value) lines.push(value.toString('utf8'));
      if (offset + 1n >= (missing.get(partition) ?? 0n)) missing.delete(partition);
      if (missing.size === 0) complete();
    },
  });
  await whenComplete;
  await reader.stop();
  return lines;
}
