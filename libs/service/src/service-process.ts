import type { Log } from '@perennial/messaging';

/** From the signal to the end of the process, at most. */
const STOP_WITHIN_MS = 9_500;

/**
 * How the process ends: in order when it is asked to (signal, or the parent that started it is gone), at once with
 * code 1 when something broke that only a new process can heal.
 */
export class ServiceProcess {
  private ending = false;

  constructor(
    private readonly log: Log,
    private readonly stopInOrder: () => Promise<void>,
  ) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.stop(signal));
    // The supervisor holds the other end; an open channel would also keep this process alive.
    if (process.channel) {
      process.channel.unref();
      process.once('disconnect', () => this.stop('the parent process is gone'));
    }
    process.on('uncaughtException', (error) => this.fatal(error));
    process.on('unhandledRejection', (reason) => this.fatal(reason));
    // Whoever read our log is gone: there is nobody to tell, and nothing to die of.
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
  }

  /** Ends the process with code 1. What was in flight is in the database or will be read again. */
  fatal(error: unknown): void {
    this.log.error('fatal: the process ends', { cause: error });
    exit(1);
  }

  private stop(why: string): void {
    if (this.ending) return;
    this.ending = true;
    this.log.info('stopping', { why });
    setTimeout(() => {
      this.log.error('not stopped in time: the process ends', { afterMs: STOP_WITHIN_MS });
      exit(1);
    }, STOP_WITHIN_MS).unref();
    this.stopInOrder().then(
      () => {
        this.log.info('stopped');
        exit(0);
      },
      (error: unknown) => this.fatal(error),
    );
  }
}

/** Lets the last log line out first where the output is a pipe that takes its time. */
function exit(code: number): void {
  process.exitCode = code;
  process.stdout.write('', () => process.exit(code));
  setTimeout(() => process.exit(code), 500).unref();
}
