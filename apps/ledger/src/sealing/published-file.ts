import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { checkpointSigned, encodeStructured, type CheckpointSigned } from '@perennial/contracts';

import { checkpointMessage } from './checkpoint-message.js';
import { PublishedUnreadable } from './errors.js';
import type { SignedCheckpoint } from './signed-checkpoint.js';

/** A checkpoint as one line of a file: the whole CloudEvent, as JSON. */
export function publishedLine(checkpoint: SignedCheckpoint, source: string): string {
  return `${encodeStructured({ ...checkpointMessage(checkpoint), source }).value.toString('utf8')}\n`;
}

/**
 * The checkpoints of a file, one JSON object a line: a CloudEvent, or its data alone, as it stands on the topic. What is
 * appended after this call is not read, so that it cannot be newer than the ledger it is compared with.
 *
 * @throws PublishedUnreadable naming the first line that is no checkpoint; Error when the file cannot be read
 */
export function readPublished(file: string): AsyncIterable<CheckpointSigned> {
  const { size } = statSync(file);
  return size === 0 ? noLines() : linesOf(file, size);
}

async function* noLines(): AsyncGenerator<CheckpointSigned> {}

async function* linesOf(file: string, size: number): AsyncGenerator<CheckpointSigned> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file, { end: size - 1 }), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() !== '') yield checkpointOfLine(line, `line ${number} of ${file}`);
  }
}

/** @throws PublishedUnreadable */
export function checkpointOfLine(line: string, where: string): CheckpointSigned {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new PublishedUnreadable(`${where} is not JSON`, { cause });
  }
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  const parsed = checkpointSigned.data.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PublishedUnreadable(`${where} is no checkpoint: ${issue?.path.join('.')} ${issue?.message}`);
}
