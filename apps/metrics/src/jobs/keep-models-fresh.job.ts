import { randomUUID } from 'node:crypto';

import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import type { Clock } from '@perennial/service';
import { Cron } from 'croner';

import { countWaitingMessages } from '../store/queries/count-waiting-messages.js';
import { takeLease } from '../store/queries/take-lease.js';
import type { Fit } from './fit-in-worker.js';
import { publishNextBatch } from './publish-generation.js';
import { refitModels } from './refit-models.js';

/** How often it is asked whether there is something to do. Whether there is depends on what is stored only. */
const PATTERN = '*/15 * * * * *';
const JOB = 'keep-models-fresh';
/** Longer than a fit of millions of customers, so that nobody else starts the same one. */
const LEASE_SECONDS = 120;
/** Projections wait while the outbox is this full: what events cause goes first. */
const OUTBOX_LIMIT = 5_000;

/** Fits the models when there is a reason to, and sends everybody the projections of the newest ones. */
export class KeepModelsFreshJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private cron: Cron | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly settings: { readonly timeZone: string; readonly source: string; readonly fit: Fit },
  ) {}

  onApplicationBootstrap(): void {
    this.cron = new Cron(PATTERN, { protect: true }, () => this.tick());
    void this.cron.trigger();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.cron?.stop();
    this.stop.abort();
    await this.running;
  }

  private tick(): Promise<void> {
    this.running = this.running
      .then(() => this.run())
      .catch((error: unknown) => {
        // What was not done now is done at a later tick: the reason for it is still stored.
        if (!this.stop.signal.aborted) this.log.warn('models could not be kept fresh; trying again', { cause: error });
      });
    return this.running;
  }

  private async run(): Promise<void> {
    if (this.stop.signal.aborted || !(await takeLease(this.db, JOB, this.owner, LEASE_SECONDS))) return;
    const { timeZone, source, fit } = this.settings;
    const outcome = await refitModels(this.db, { now: this.clock(), timeZone, fit, stop: this.stop.signal });
    if (outcome) this.log.info('models fitted', outcome);
    for (let more = true; more && !this.stop.signal.aborted;) {
      if ((await countWaitingMessages(this.db)) > OUTBOX_LIMIT) return;
      if (!(await takeLease(this.db, JOB, this.owner, LEASE_SECONDS))) return;
      more = await publishNextBatch(this.db, { now: this.clock(), timeZone, source });
    }
  }
}
