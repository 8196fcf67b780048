import { createAPI, fetchV12, FetchIsolationLevels, type Connection, type Reader } from '@platformatic/kafka';

import type { AbortedTransaction } from './record-batch.js';

/** Where to begin in one partition. */
export interface FetchFrom {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** What the broker has of one partition. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Batches as the broker keeps them; empty when there is nothing new. */
  readonly records: Buffer;
}

/** Bytes of one answer and of one partition's part of it; a single larger batch comes all the same. */
const ANSWER_BYTES = 10 * 1_048_576;
const PARTITION_BYTES = 1_048_576;

const FETCH_KEY = 1;
/** The newest version that names topics by their names. Brokers answer it since Kafka 2.7. */
const FETCH_VERSION = 12;

const api = createAPI<fetchV12.FetchRequest, FetchedPartition[]>(
  FETCH_KEY,
  FETCH_VERSION,
  fetchV12.createRequest,
  parse,
);

/**
 * One fetch of committed records, which come packed: the client's own way of unpacking blocks the process, knows no
 * bounds, passes on records of aborted transactions, and makes one partition's error that of all.
 *
 * @throws Error of the client when the broker does not answer, or refuses the request as a whole
 */
export async function fetchPacked(
  connection: Connection,
  from: readonly FetchFrom[],
  waitMs: number,
): Promise<FetchedPartition[]> {
  const { READ_COMMITTED } = FetchIsolationLevels;
  return api.async(connection, waitMs, 1, ANSWER_BYTES, READ_COMMITTED, 0, -1, byTopic(from), [], '');
}

function byTopic(from: readonly FetchFrom[]): fetchV12.FetchRequestTopic[] {
  const topics = new Map<string, fetchV12.FetchRequestPartition[]>();
  for (const { topic, partition, offset } of from) {
    const partitions = topics.get(topic) ?? [];
    partitions.push({
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: offset,
      lastFetchedEpoch: -1,
      partitionMaxBytes: PARTITION_BYTES,
    });
    topics.set(topic, partitions);
  }
  // In this version the client calls the name an id.
  return [...topics].map(([topicId, partitions]) => ({ topicId, partitions }));
}

/** Fetch Response (Version: 12), with the records left as they are. */
function parse(_correlationId: number, _apiKey: number, _apiVersion: number, reader: Reader): FetchedPartition[] {
  reader.readInt32(); // throttle time
  const errorCode = reader.readInt16();
  if (errorCode !== 0) throw new Error(`the broker refuses to be fetched from: error code ${errorCode}`);
  reader.readInt32(); // session
  const topics = reader.readArray((topicReader) => {
    const topic = topicReader.readString();
    return topicReader.readArray((partitionReader) => partitionOf(topic, partitionReader));
  });
  return topics.flat();
}

function partitionOf(topic: string, reader: Reader): FetchedPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  for (const _offset of ['high watermark', 'last stable', 'log start']) reader.readInt64();
  const aborted = reader.readArray((each) => ({ producerId: each.readInt64(), firstOffset: each.readInt64() }));
  reader.readInt32(); // preferred replica
  // As of everything compact, the length is one more than it is.
  const length = Math.max(0, reader.readUnsignedVarInt() - 1);
  const records = reader.buffer.slice(reader.position, reader.position + length);
  reader.skip(length);
  return { topic, partition, errorCode, aborted, records };
}
