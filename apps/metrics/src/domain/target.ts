import { dayOfIso } from './calendar-day.js';

export const DIRECTIONS = ['at-least', 'at-most'] as const;
/** On which side of the goal a figure has to be. */
export type Direction = (typeof DIRECTIONS)[number];

export const TARGET_STATUSES = ['met', 'on-track', 'at-risk', 'missed', 'not-enough-data'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

/** What a figure is; what there is too little to tell of has no value. */
export interface Measurement {
  /** Null: nothing can be said, or it is suppressed. */
  readonly value: number | null;
  /** What it is of: answers, customers, orders, awards; null where it is suppressed, or of nothing that is counted. */
  readonly n: number | null;
  readonly suppressed: boolean;
  /** It is of a part, and there are more parts than can be looked at: nothing is measured, since suppression needs them all. */
  readonly tooManyGroups: boolean;
}

/** A goal as far as its status follows from it. Days are YYYY-MM-DD. */
export interface Goal {
  readonly goal: number;
  readonly direction: Direction;
  /** Last day, inclusive. */
  readonly dueOn: string;
  /** Where the way to the goal begins; undefined until the figure could be told for the first time. */
  readonly start: { readonly value: number; readonly on: string } | undefined;
}

export interface Progress {
  readonly status: TargetStatus;
  /** What it would be by now on a straight way from start to goal; null without a start, and after the end. */
  readonly expected: number | null;
}

/** By how much of the whole way a figure may lag behind: figures of some days waver. */
const SLACK = 0.1;

/**
 * How a target stands. Reached is met, also before the end, when it can be lost again. Before the end it is on track while
 * it lags behind the straight way from start to goal by a tenth of that way at most, and at risk otherwise: also where
 * it was reached at the start and is not any more. After the end what is not met is missed.
 *
 * @param value the figure of the days up to `today`, after the end of those up to the last day; null: it cannot be told
 * @param today YYYY-MM-DD
 */
export function progressOf({ goal, direction, dueOn, start }: Goal, value: number | null, today: string): Progress {
  const ended = today > dueOn;
  const expected = ended || !start ? null : start.value + (goal - start.value) * elapsed(start.on, dueOn, today);
  if (value === null) return { status: 'not-enough-data', expected };
  const upwards = direction === 'at-least' ? 1 : -1;
  if (upwards * (value - goal) >= 0) return { status: 'met', expected };
  if (ended) return { status: 'missed', expected };
  if (!start || expected === null) return { status: 'not-enough-data', expected };
  const way = upwards * (goal - start.value);
  const onTrack = way > 0 && upwards * (value - expected) >= -SLACK * way;
  return { status: onTrack ? 'on-track' : 'at-risk', expected };
}

/** Share of the time that has gone by, 0 to 1. */
function elapsed(from: string, to: string, today: string): number {
  const whole = dayOfIso(to) - dayOfIso(from);
  return whole === 0 ? 1 : Math.min(1, Math.max(0, (dayOfIso(today) - dayOfIso(from)) / whole));
}
