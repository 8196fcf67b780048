import { PASSED, type Step } from './step.js';

/**
 * Offers answer what happened less than the maximum reaction age ago (at exactly that age it is too late), so that a
 * backfill of old orders mails nobody. What lies ahead of the clock is recent; so is a date while its days last, whenever it was told.
 */
export const recentEnough: Step = {
  name: 'age',
  ask: ({ candidate: { cause, until }, now, maxReactionAgeMs }) =>
    now - cause.at < maxReactionAgeMs || (until !== undefined && now < until)
      ? PASSED
      : { stop: 'skipped', reason: 'too-old' },
};
