import type { Arm } from '../arms/arm.js';
import type { World } from './world.js';

interface End {
  readonly partition: number;
  readonly high: string;
}

/** How many different ids there are among what was published to a topic after `from`. */
export async function readIds(world: World, topic: string, from: readonly End[], arm: Arm): Promise<number> {
  const ends = await world.admin.fetchTopicOffsets(topic);
  const starts = new Map(from.map(({ partition, high }) => [partition, BigInt(high)]));
  const left = new Map(
    ends.flatMap(({ partition, high }) =>
      BigInt(high) > (starts.get(partition) ?? 0n) ? [[partition, BigInt(high)]] : [],
    ),
  );
  const ids = new Set<string>();
  if (left.size === 0) return 0;
  const consumer = world.kafka.consumer({ groupId: `bench-reader-${Date.now()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch, resolveOffset }) => {
          for (const message of batch.messages) {
            if (BigInt(message.offset) < (starts.get(batch.partition) ?? 0n)) continue;
            ids.add(arm.idOf({ value: message.value, headers: message.headers ?? {} }));
          }
          resolveOffset(batch.lastOffset());
          if (BigInt(batch.lastOffset()) + 1n >= (left.get(batch.partition) ?? 0n)) left.delete(batch.partition);
          if (left.size === 0) resolve();
        },
      })
      .catch(reject);
    for (const [partition, start] of starts) consumer.seek({ topic, partition, offset: String(start) });
  });
  await consumer.disconnect();
  return ids.size;
}
