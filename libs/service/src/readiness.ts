import { Inject, Injectable } from '@nestjs/common';
import type { Delivery } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { DELIVERY } from './tokens.js';

const PING_TIMEOUT_MS = 2_000;

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
    return [...(answers ? [] : ['the database does not answer']), ...this.delivery.status().reasons];
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
