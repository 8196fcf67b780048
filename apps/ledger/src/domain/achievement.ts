import type { PointsPerAchievement } from '@perennial/programme';

import { periodOf } from './calendar.js';

/** When an achievement is reached. */
export type Goal = Pick<PointsPerAchievement, 'times' | 'withinDays' | 'streak' | 'repeats'>;

/** How far a member is. Units are day numbers, of a streak numbers of its periods. */
export interface Progress {
  /** How often it was reached. */
  readonly reached: number;
  /** Units of what counts towards the next time, the oldest first. */
  readonly open: readonly number[];
  /** Of a streak: the unit in which it was reached last. Nothing else of it counts. */
  readonly last?: number;
}

export const noProgress: Progress = { reached: 0, open: [] };

/** One more that counts, on a day that is not before any counted before. */
export function countOne(goal: Goal, before: Progress, dayNumber: number): Progress {
  if (before.reached > 0 && !goal.repeats) return before;
  const open = goal.streak
    ? runWith(before, periodOf(goal.streak, dayNumber))
    : inWindow(goal, [...before.open, dayNumber], dayNumber);
  if (open.length < goal.times) return { ...before, open };
  const last = goal.streak ? { last: periodOf(goal.streak, dayNumber) } : {};
  return { reached: before.reached + 1, open: [], ...last };
}

/**
 * How far so many come, counted one after the other. As they are taken as soon as they are enough, no other way of taking
 * them would reach the goal more often; so with one less it is reached as often, or once less.
 *
 * @param dayNumbers in order
 */
export function progressOf(goal: Goal, dayNumbers: readonly number[]): Progress {
  return dayNumbers.reduce((progress, each) => countOne(goal, progress, each), noProgress);
}

/** How many counted towards the next time when the newest did: `times` where it is reached and does not begin anew. */
export function countOf({ times, repeats }: Goal, { reached, open }: Progress): number {
  return reached > 0 && !repeats ? times : open.length;
}

/** The same on a day, when time may have ended a window or a streak. */
export function countOn(goal: Goal, { reached, open }: Progress, dayNumber: number): number {
  if (reached > 0 && !goal.repeats) return goal.times;
  if (!goal.streak) return inWindow(goal, open, dayNumber).length;
  const last = open.at(-1);
  return last !== undefined && last >= periodOf(goal.streak, dayNumber) - 1 ? open.length : 0;
}

function inWindow({ withinDays = Infinity }: Goal, days: readonly number[], today: number): readonly number[] {
  return days.filter((day) => today - day < withinDays);
}

/** Periods one directly after the other, up to this one. */
function runWith({ open, last }: Progress, period: number): readonly number[] {
  const newest = open.at(-1) ?? last;
  if (newest === period) return open;
  return newest === period - 1 ? [...open, period] : [period];
}
