import type { Direction, Goal, Measurement } from '../domain/target.js';
import type { TargetMetricName } from './target-metrics.js';

/** What somebody wants a figure to be by a day. Days are YYYY-MM-DD in the programme's time zone. */
export interface WantedTarget extends Pick<Goal, 'goal' | 'dueOn'> {
  readonly metric: TargetMetricName;
  readonly direction: Direction;
  /** Who answers for it. */
  readonly owner: string;
  /** The figure is of so many days up to the one it is asked on. */
  readonly days: number;
  readonly currency?: string | undefined;
  /** Absent: the whole. */
  readonly group?: { readonly by: string; readonly name: string } | undefined;
}

export interface Target extends WantedTarget, Goal {
  readonly targetId: string;
  readonly setAt: Date;
  readonly setBy: string;
  /** The figure of the days up to the last one, measured when that was over; undefined before. */
  readonly outcome: Pick<Measurement, 'value' | 'n'> | undefined;
  /** The last day on which it was to be decided, or to begin, and was one of too many parts. */
  readonly tooManyOn: string | undefined;
}
