import { setTimeout as sleep } from 'node:timers/promises';

/** How often a waiting batch asks the client to send a heartbeat; the client sends one only when it is due. */
const HEARTBEAT_CHECK_MS = 500;

/**
 * Waits for `work` while the partition's heartbeats go on. A heartbeat that is refused does not interrupt the work:
 * a transaction that runs is finished first, then the refusal is thrown.
 */
export async function withHeartbeats<T>(work: Promise<T>, heartbeat: () => Promise<void>): Promise<T> {
  let refused: { readonly error: unknown } | undefined;
  const timer = setInterval(() => {
    if (!refused) heartbeat().catch((error: unknown) => (refused = { error }));
  }, HEARTBEAT_CHECK_MS);
  try {
    const result = await work;
    if (refused) throw new HeartbeatRefused(refused.error);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** The group no longer counts on this instance. What ran was finished. */
export class HeartbeatRefused extends Error {
  override readonly name = 'HeartbeatRefused';

  constructor(
    /** What the client threw: it wants it back. */
    readonly refusal: unknown,
  ) {
    super('the group no longer counts on this instance');
  }
}

/** Pauses that double, with some randomness so that instances which failed together do not return together. */
export class Backoff {
  private attempt = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  get attempts(): number {
    return this.attempt;
  }

  nextMs(): number {
    const whole = Math.min(this.firstMs * 2 ** Math.min(this.attempt, 20), this.longestMs);
    this.attempt += 1;
    return whole * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.attempt = 0;
  }
}

/** Sleeps, or wakes early when the signal is given. Never throws. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

/** Waits for `work`, but not beyond `deadlineMs` (of `performance.now()`); half a second is always given. Never throws. */
export async function within(deadlineMs: number, work: Promise<unknown>): Promise<void> {
  const overtime = new AbortController();
  const settled = work.catch(() => {}).finally(() => overtime.abort());
  await Promise.race([settled, pause(Math.max(500, deadlineMs - performance.now()), overtime.signal)]);
}

/** Lets one waiter sleep until somebody wakes it or the time is over. A call that comes too early is not lost. */
export class Alarm {
  private rung = false;
  private ring: (() => void) | undefined;

  wake(): void {
    this.rung = true;
    this.ring?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.ring = undefined;
    this.rung = false;
  }
}
