import { Inject, Injectable } from '@nestjs/common';
import type { Delivery, DeliveryStatus } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { DELIVERY } from './tokens.js';

const PING_TIMEOUT_MS = 2_000;
/** What a message may wait for its publication while the broker is well. */
const OUTBOX_AGE_SECONDS = 60;

/** Whether the service does its work, and if not, why. */
@Injectable()
export class Readiness {
  /** Set while the process ends, so that nobody sends it more. */
  stopping = false;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DELIVERY) private readonly delivery: Delivery,
  ) {}

  /** For a person, one sentence per trouble; empty when ready. */
  async missing(): Promise<string[]> {
    if (this.stopping) return ['the service is stopping'];
    const answers = await this.databaseAnswers();
    return [...(answers ? [] : ['the database does not answer']), ...deliveryTroubles(this.delivery.status())];
  }

  private async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, PING_TIMEOUT_MS, false);
    });
    const ping = this.db.query('select 1').then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([ping, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function deliveryTroubles({ joined, halted, outbox, fatal }: DeliveryStatus): string[] {
  return [
    ...(fatal === null ? [] : [`the process is about to end: ${fatal}`]),
    ...(joined ? [] : ['the consumer has not joined its group']),
    ...halted.map(({ topic, partition, reason, detail }) => `${topic}/${partition} is halted, ${reason}: ${detail}`),
    ...(outbox.oldestSeconds > OUTBOX_AGE_SECONDS
      ? [`the oldest of ${outbox.pending} unpublished messages waits for ${Math.round(outbox.oldestSeconds)} s`]
      : []),
  ];
}
