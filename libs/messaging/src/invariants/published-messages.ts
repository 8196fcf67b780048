import { createHash } from 'node:crypto';

import { headerPairs } from '../record-body.js';
import { readToEnd } from '../read-to-end.js';
import type { TopicRecord } from '../read-topic.js';
import type { ClusterOptions } from '../topics.js';

/** The first copy of a message. */
export interface PublishedMessage {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly causationId: string | undefined;
}

/** What topics of messages hold, as consumers have seen it. */
export interface PublishedMessages {
  /** By id. */
  readonly messages: ReadonlyMap<string, PublishedMessage>;
  /** Nothing has been deleted from the beginning of the topics. */
  readonly isWhole: boolean;
  /** The first copy that differs from the one before it, in words. */
  readonly differentCopy: string | undefined;
  /** The first message of a member that does not carry the next number of its topic, in words. */
  readonly outOfSequence: string | undefined;
}

/**
 * Reads a service's messages with their numbers: `memberSequence` of their data is 1, 2, 3 … per topic and key.
 *
 * @param source the service's: `/perennial/ledger`; several may publish to a topic
 */
export async function readPublished(
  cluster: ClusterOptions,
  { topics, source }: { readonly topics: readonly string[]; readonly source: string },
): Promise<PublishedMessages> {
  const messages = new Map<string, PublishedMessage & { readonly digest: string }>();
  const last = new Map<string, number>();
  const gaps: string[] = [];
  let differentCopy: string | undefined;
  const onRecord = (record: TopicRecord): void => {
    const { topic, partition, offset, headers } = record;
    if (String(headers['ce_source']) !== source) return;
    const key = String(record.key ?? '');
    const id = String(headers['ce_id'] ?? '');
    const digest = digestOf(record);
    const where = `${topic}/${partition}/${offset}`;
    const first = messages.get(id);
    if (first) {
      if (first.digest !== digest) differentCopy ??= `message ${id} at ${where} differs from its first copy`;
      return;
    }
    const causationId = headers['ce_causationid'] === undefined ? undefined : String(headers['ce_causationid']);
    messages.set(id, { topic, key, id, type: String(headers['ce_type'] ?? ''), causationId, digest });
    const { memberSequence } = (JSON.parse(String(record.value)) ?? {}) as { readonly memberSequence?: number };
    if (memberSequence === undefined) return;
    const before = last.get(`${topic} ${key}`);
    last.set(`${topic} ${key}`, memberSequence);
    if (memberSequence !== (before ?? 0) + 1)
      gaps.push(`${before === undefined ? 'first ' : ''}${where}: number ${memberSequence} follows ${before ?? 0}`);
  };
  const { isWhole } = await readToEnd({ ...cluster, topics, onRecord });
  // Of a topic that has lost its beginning the first number of a member says nothing.
  const gap = gaps.find((each) => isWhole || !each.startsWith('first '));
  return { messages, isWhole, differentCopy, outOfSequence: gap?.replace(/^first /, '') };
}

function digestOf({ key, value, headers }: TopicRecord): string {
  const hash = createHash('sha256');
  const parts = [key, value, ...headerPairs(headers).flat()];
  for (const part of parts) hash.update(`${part?.length ?? -1}:`).update(part ?? '');
  return hash.digest('base64');
}
