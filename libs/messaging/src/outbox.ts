import { bucketOf, encodeBinary, encodeTombstone } from '@perennial/contracts';
import { bytesColumn, type Tx } from '@perennial/persistence';

import type { OutgoingMessage } from './chunk-handler.js';
import type { WrittenRow } from './handed-over.js';
import { RecordPacker, type UnpackedRecord } from './packed-records.js';

/** Number of shards of the outbox. Fixed for ever: order is kept within a shard only. */
export const SHARDS = 8;

/** Where the records begin that a chunk has of a partition: as long as its rows are in the outbox, no higher offset may be committed to the group. */
export interface ChunkStart {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
}

const INSERT = /* sql */ `
  insert into outbox (shard, topic, partitions, start_offsets, message_count, messages)
  select shard, $4, $5::int4[], $6::int8[], message_count, messages
    from unnest($1::int2[], $2::int4[], $3::bytea[]) as r (shard, message_count, messages)
   order by shard
  returning id, shard`;

/**
 * Publishes messages once `tx` has committed. For commands and clock work; what a chunk handler returns is written for it.
 *
 * Call it after every lock is held and as the last statement that can wait: the order of a member's messages is the
 * order in which these rows were inserted.
 *
 * @param source CloudEvents source of the service: `/perennial/ledger`
 */
export async function writeOutbox(tx: Tx, messages: readonly OutgoingMessage[], source: string): Promise<void> {
  await insertOutbox(tx, encoded(messages, source));
}

/** As they will be sent, one by one: each is packed before the next is encoded, so that there are never thousands at once. */
export function* encoded(messages: Iterable<OutgoingMessage>, source: string): Generator<UnpackedRecord> {
  for (const message of messages) {
    const { data } = message;
    yield data === null ? encodeTombstone(message, source) : encodeBinary({ ...message, data }, source);
  }
}

/**
 * One row per shard touched. Topics are stored without prefix.
 *
 * @param starts of the chunk, all of one topic; none for commands and clock work
 * @returns what is in the outbox once `tx` has committed
 */
export async function insertOutbox(
  tx: Tx,
  records: Iterable<UnpackedRecord>,
  starts: readonly ChunkStart[] = [],
): Promise<WrittenRow[]> {
  const byShard = new Map<number, RecordPacker>();
  for (const record of records) {
    const shard = shardOf(record.key);
    let packer = byShard.get(shard);
    if (!packer) byShard.set(shard, (packer = new RecordPacker()));
    packer.add(record);
  }
  if (byShard.size === 0) return [];
  const packed = new Map([...byShard].map(([shard, packer]) => [shard, packer.packed()]));
  const inserted = await tx.query<{ id: bigint; shard: number }>(
    INSERT,
    [
      [...byShard.keys()],
      [...byShard.values()].map(({ count }) => count),
      bytesColumn([...packed.values()]),
      starts[0]?.topic ?? null,
      starts.map(({ partition }) => partition),
      starts.map(({ from }) => from),
    ],
    'insert-outbox',
  );
  return inserted.map(({ id, shard }) => {
    const messages = packed.get(shard);
    if (!messages) throw new Error(`a row of the outbox came back with shard ${shard}, of which there was none`);
    return { id, shard, messages };
  });
}

/** 0 to 7. Everything with one key goes through one shard, in order. */
export function shardOf(key: Buffer | string | null): number {
  return key === null ? 0 : bucketOf(key.toString('utf8')) % SHARDS;
}
