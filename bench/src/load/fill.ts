import { connectProducer, type EventProducer } from '@perennial/messaging';

import type { World } from '../world/world.js';
import type { LoadRecord } from './purchases.js';

const AT_ONCE = 2_000;

export interface Filled {
  readonly records: number;
  /** Records that are no repeats: what awards there have to be. */
  readonly distinct: number;
  /** Mean of the values. */
  readonly bytes: number;
}

/** Publishes the records into their topics under a prefix, before anybody reads them. */
export async function fill(
  world: World,
  topicPrefix: string,
  records: Iterable<LoadRecord>,
  onProgress: (done: number) => void = () => {},
): Promise<Filled> {
  const producer = await connectProducer({ brokers: world.stack.brokers, topicPrefix });
  const filled = { records: 0, distinct: 0, bytes: 0 };
  try {
    let some: LoadRecord[] = [];
    for (const record of records) {
      some.push(record);
      filled.records += 1;
      filled.bytes += record.value?.length ?? 0;
      if (!record.isRepeat) filled.distinct += 1;
      if (some.length < AT_ONCE) continue;
      await send(producer, some);
      some = [];
      onProgress(filled.records);
    }
    await send(producer, some);
  } finally {
    await producer.disconnect();
  }
  return { ...filled, bytes: Math.round(filled.bytes / Math.max(1, filled.records)) };
}

async function send(producer: EventProducer, records: readonly LoadRecord[]): Promise<void> {
  if (records.length > 0) await producer.send(records);
}
