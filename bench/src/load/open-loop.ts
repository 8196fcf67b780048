import { setTimeout as sleep } from 'node:timers/promises';

/** Whatever is done later than this after its time is reported as late. */
const LATE_MS = 10;
/** Between two looks at the clock: what has become due meanwhile is done together. */
const PAUSE_MS = 2;

export interface OpenLoopPlan {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const realClock: Clock = { now: () => performance.now(), sleep };

/** When the first is due, and how many were begun more than 10 ms after they were. */
export interface OpenLoopRun {
  readonly actions: number;
  readonly late: number;
  readonly latestMs: number;
}

export const actionsOf = ({ perSecond, seconds }: OpenLoopPlan): number => Math.floor(perSecond * seconds);

/**
 * Has things done at fixed instants, whatever becomes of those before: a server that stands still for a second has the
 * requests of that second all the same. Time is to be counted from `dueAt`, which lies in the past where this process was
 * held up itself.
 *
 * @param act told at once of everything that has become due: `dueAt(index)` of `from` inclusive to `until` exclusive. Does
 *   not wait for anything
 */
export async function openLoop(
  plan: OpenLoopPlan,
  act: (from: number, until: number, dueAt: (index: number) => number) => void,
  clock: Clock = realClock,
): Promise<OpenLoopRun> {
  const actions = actionsOf(plan);
  const start = clock.now();
  const dueAt = (index: number) => start + (index * 1_000) / plan.perSecond;
  let [late, latestMs] = [0, 0];
  for (let done = 0; done < actions;) {
    const now = clock.now();
    const until = Math.min(actions, Math.floor(((now - start) * plan.perSecond) / 1_000) + 1);
    for (let index = done; index < until; index += 1) {
      const lateMs = now - dueAt(index);
      if (lateMs > LATE_MS) late += 1;
      latestMs = Math.max(latestMs, lateMs);
    }
    if (until > done) act(done, until, dueAt);
    done = Math.max(done, until);
    if (done < actions) await clock.sleep(Math.max(PAUSE_MS, dueAt(done) - clock.now()));
  }
  return { actions, late, latestMs };
}
