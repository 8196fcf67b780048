const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** A process that ran this long was well; what ended it is a new trouble. */
const WELL_MS = 30_000;

/** How long to wait before starting again what died: 0.5 s, then twice as long each time, up to 30 s. */
export class Backoff {
  private failures = 0;

  /** @param ranMs how long the process had run before it died */
  nextDelayMs(ranMs: number): number {
    if (ranMs >= WELL_MS) this.failures = 0;
    const delayMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    return delayMs;
  }
}
