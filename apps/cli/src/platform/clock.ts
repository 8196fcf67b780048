import type { StackDocument } from '@perennial/stack';

import { UserError } from '../user-error.js';

/** The platform's time: the real one, or one that was started at `PERENNIAL_NOW` and runs. */
export interface Clock {
  readonly now: () => Date;
  /** Variables for a process that is started now and shall have this time. */
  readonly env: () => Readonly<Record<string, string>>;
  /** Where the time was started, RFC 3339; absent for the real time. */
  readonly startedAs?: string;
  /** When that was by the real clock, RFC 3339. */
  readonly startedAt?: string;
}

/** What a platform that runs takes for now: one that was started at another time has gone on since. */
export function nowOf({ now, nowWas }: StackDocument, env: NodeJS.ProcessEnv, real = Date.now()): Date {
  if (now === undefined) return clockOf(env).now();
  return new Date(Date.parse(now) + (nowWas === undefined ? 0 : real - Date.parse(nowWas)));
}

/** @param monotonic milliseconds of any clock that runs evenly */
export function clockOf(env: NodeJS.ProcessEnv, monotonic: () => number = () => performance.now()): Clock {
  const wanted = env['PERENNIAL_NOW'];
  if (!wanted) return { now: () => new Date(), env: () => ({}) };
  const start = Date.parse(wanted);
  if (Number.isNaN(start))
    throw new UserError(`PERENNIAL_NOW: "${wanted}" is not an instant like 2027-03-01T10:00:00Z`);
  if (env['NODE_ENV'] === 'production')
    throw new UserError('PERENNIAL_NOW is for trying things out, not for production.');
  const startedAt = monotonic();
  const now = () => new Date(start + (monotonic() - startedAt));
  // A service that is restarted must not go back in time.
  return {
    now,
    env: () => ({ PERENNIAL_NOW: now().toISOString() }),
    startedAs: new Date(start).toISOString(),
    startedAt: new Date().toISOString(),
  };
}
