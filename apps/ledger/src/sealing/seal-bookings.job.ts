import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import type { Clock } from '@perennial/service';
import { Cron } from 'croner';

import type { CheckpointLog } from './checkpoint-log.js';
import { CheckpointsDiverged } from './errors.js';
import { sealNext } from './seal-next.js';
import type { SigningKey } from './signing-key.js';

/** What is booked can be changed unnoticed until it is sealed: this long, and as long as publishing takes. */
const PATTERN = '*/5 * * * * *';

/**
 * Seals what was booked. Every instance runs it: whichever comes first seals, the others find that somebody does, or
 * nothing left to do.
 */
export class SealBookingsJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private cron: Cron | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private toldOfDivergence = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly settings: {
      readonly key: SigningKey;
      readonly source: string;
      readonly checkpointLog?: CheckpointLog | undefined;
    },
  ) {}

  onApplicationBootstrap(): void {
    this.cron = new Cron(PATTERN, { protect: true }, () => this.tick());
    void this.cron.trigger();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.cron?.stop();
    this.stopped = true;
    await this.running;
  }

  private tick(): Promise<void> {
    this.running = this.running
      .then(() => this.run())
      .catch((error: unknown) => {
        // What was not sealed now waits for a later tick.
        if (!this.stopped) this.log.warn('bookings could not be sealed; trying again', { cause: error });
      });
    return this.running;
  }

  private async run(): Promise<void> {
    const { key, source, checkpointLog } = this.settings;
    let checkpoint;
    do {
      if (this.stopped) return;
      checkpoint = await sealNext(this.db, { key, source, now: this.clock() });
      if (checkpoint)
        this.log.debug('checkpoint signed', { number: checkpoint.number, transfers: checkpoint.transfers });
    } while (checkpoint);
    if (checkpointLog) await this.copy(checkpointLog);
  }

  private async copy(checkpointLog: CheckpointLog): Promise<void> {
    try {
      await checkpointLog.catchUp(this.db);
    } catch (error) {
      if (!(error instanceof CheckpointsDiverged)) throw error;
      // Sealing goes on; whoever looks into it needs the file as it is.
      if (!this.toldOfDivergence) this.log.error('the database was set back or changed', { cause: error });
      this.toldOfDivergence = true;
    }
  }
}
