import { KafkaJsEventLog } from './kafkajs/kafkajs-event-log.js';
import { silentLog } from './log.js';
import { readTopic, type ReadTopicOptions } from './read-topic.js';

/** Where the topics read begin and end. */
export interface ReadToEnd {
  /** Nothing has been deleted from the beginning of any of them. */
  readonly isWhole: boolean;
}

/** Reads everything that topics hold at this moment, and leaves no trace in the services' groups. */
export async function readToEnd(options: Omit<ReadTopicOptions, 'from' | 'onPosition'>): Promise<ReadToEnd> {
  const { brokers, security, topics, topicPrefix = '', log = silentLog } = options;
  const eventLog = new KafkaJsEventLog({ brokers, security, clientId: 'perennial-reader', log });
  const missing = new Map<string, bigint>();
  let isWhole = true;
  await eventLog.connect();
  try {
    for (const topic of topics) {
      for (const { partition, earliest, end } of await eventLog.bounds(topicPrefix + topic)) {
        if (earliest > 0n) isWhole = false;
        if (end > earliest) missing.set(`${topic}/${partition}`, end);
      }
    }
  } finally {
    await eventLog.disconnect();
  }
  if (missing.size === 0) return { isWhole };
  let complete = (): void => {};
  const whenComplete = new Promise<void>((resolve) => (complete = resolve));
  const reader = await readTopic({
    ...options,
    // Not by the records: the last ones may be markers of transactions, which nobody sees.
    onPosition: ({ topic, partition }, next) => {
      const name = `${topic}/${partition}`;
      if (next >= (missing.get(name) ?? 0n)) missing.delete(name);
      if (missing.size === 0) complete();
    },
  });
  await whenComplete;
  await reader.stop();
  return { isWhole };
}
