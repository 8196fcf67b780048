import { setTimeout as sleep } from 'node:timers/promises';

import { connectProducer, type ClusterOptions, type EventProducer } from '@perennial/messaging';

import { within } from '../within.js';
import type { Batch } from './traffic.js';

const AT_ONCE = 3;
/** A send that is not answered is repeated: what was perhaps taken is there twice then, which is part of the test. */
const PATIENCE_MS = 12_000;
const RETRY_MS = 300;

/** Sends batches when they are due, each until the broker has acknowledged it at least once. */
export class Publisher {
  /** Records acknowledged. */
  published = 0;
  /** Sends that were repeated because nobody knew what had become of them. */
  repeats = 0;
  private readonly waiting: Batch[];

  constructor(
    private readonly cluster: Pick<ClusterOptions, 'brokers' | 'topicPrefix'>,
    batches: readonly Batch[],
  ) {
    this.waiting = [...batches];
  }

  get left(): number {
    return this.waiting.length;
  }

  /** Resolves when all batches that are due by `until` are acknowledged. @param elapsed part of the whole time, grows to 1 */
  async run(elapsed: () => number, until: number): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.sendAll(elapsed, until)));
  }

  private async sendAll(elapsed: () => number, until: number): Promise<void> {
    let producer: EventProducer | undefined;
    for (;;) {
      const next = this.waiting[0];
      if (!next || next.due > until) break;
      if (next.due > elapsed()) {
        await sleep(50);
        continue;
      }
      this.waiting.shift();
      producer = await this.sendOne(next, producer);
      this.published += next.records.length;
    }
    await hangUp(producer);
  }

  private async sendOne({ records }: Batch, connected: EventProducer | undefined): Promise<EventProducer> {
    let producer = connected;
    for (;;) {
      try {
        producer ??= await inTime(connectProducer({ ...this.cluster, clientId: 'chaos' }));
        await inTime(producer.send(records));
        return producer;
      } catch {
        this.repeats += 1;
        void hangUp(producer);
        producer = undefined;
        await sleep(RETRY_MS);
      }
    }
  }
}

async function hangUp(producer: EventProducer | undefined): Promise<void> {
  await (producer && inTime(producer.disconnect())?.catch(() => undefined));
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return within(PATIENCE_MS, work, () => `not done within ${PATIENCE_MS} ms`);
}
