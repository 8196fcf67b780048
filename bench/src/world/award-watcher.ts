import type { Consumer } from 'kafkajs';

import type { Arm } from '../arms/arm.js';
import type { World } from './world.js';

/** Sees every award an arm publishes, as any consumer would: by fetching from the topic. */
export class AwardWatcher {
  private readonly causes = new Set<string>();
  private doubled = 0;

  private constructor(private readonly consumer: Consumer) {}

  /** @param onAward told of the first award for an event, with the event's id, when it has arrived */
  static async start(
    world: World,
    arm: Arm,
    topicPrefix: string,
    onAward: (cause: string, atMs: number) => void,
  ): Promise<AwardWatcher> {
    const consumer = world.kafka.consumer({ groupId: `bench-watcher-${topicPrefix}`, maxWaitTimeInMs: 100 });
    const watcher = new AwardWatcher(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [topicPrefix + arm.output], fromBeginning: true });
    const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 12,
      eachBatch: async ({ batch }) => {
        const atMs = performance.now();
        for (const { value, headers = {} } of batch.messages) {
          const cause = arm.causeOf({ value, headers });
          if (watcher.causes.has(cause)) watcher.doubled += 1;
          else onAward(cause, atMs);
          watcher.causes.add(cause);
        }
      },
    });
    await joined;
    return watcher;
  }

  /** Events an award was seen for, and awards for an event that had one. */
  get seen(): { readonly events: number; readonly doubled: number } {
    return { events: this.causes.size, doubled: this.doubled };
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
  }
}
