import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { Cron } from 'croner';
import { endLease, takeLease } from './leases.js';

/** One run of a job, while it has the lease. */
export interface Turn {
  /** Aborted when the service stops: the turn should end soon, and is waited for. */
  readonly stop: AbortSignal;
  /** For long turns, before each further piece of work. False: the lease is lost, and with it the turn. */
  prolong(): Promise<boolean>;
}

export interface LeasedJobOptions {
  readonly db: Tx;
  readonly log: Log;
  /** Names the lease, the same in every instance: `keep-models-fresh`. */
  readonly job: string;
  /** When it is looked whether there is something to do: cron with seconds, by the machine's clock. Once at the start, too. */
  readonly pattern: string;
  /** Longer than what is done between two calls of `prolong`. */
  readonly leaseSeconds: number;
  /**
   * Does what is due by what is stored, not by what it did before: turns are missed while nobody runs. What it throws is
   * logged, and the next turn tries again.
   */
  readonly work: (turn: Turn) => Promise<void>;
}

/**
 * A job that one instance of a service does at a time, by the clock. As a provider of a module it starts and stops with
 * the application. A lease can be lost without a sign (a process that was stopped for a minute), so the work must be
 * harmless when two do it.
 */
export class LeasedJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private cron: Cron | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly with_: LeasedJobOptions) {}

  onApplicationBootstrap(): void {
    // Turns that come while one runs are left out.
    this.cron = new Cron(this.with_.pattern, { protect: true }, () => this.tick());
    void this.cron.trigger();
  }

  /** Waits for the running turn, then lets another instance have the next one. */
  async beforeApplicationShutdown(): Promise<void> {
    this.cron?.stop();
    this.stopping.abort();
    await this.running;
    const { db, job, log } = this.with_;
    await endLease(db, job, this.owner).catch((error: unknown) => {
      log.debug('a lease could not be given back and ends by itself', { job, cause: error });
    });
  }

  private tick(): Promise<void> {
    this.running = this.running
      .then(() => this.turn())
      .catch((error: unknown) => {
        const { job, log } = this.with_;
        if (!this.stopping.signal.aborted) log.warn('a job failed and is tried again', { job, cause: error });
      });
    return this.running;
  }

  private async turn(): Promise<void> {
    const { db, job, leaseSeconds, work } = this.with_;
    const prolong = () => takeLease(db, job, this.owner, leaseSeconds);
    if (this.stopping.signal.aborted || !(await prolong())) return;
    await work({ stop: this.stopping.signal, prolong });
  }
}
