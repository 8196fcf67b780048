import { GROUPINGS, groupingOf, periodOf } from '../domain/grouping.js';
import { CUSTOMER_GROUPINGS, RETENTION_GROUPINGS } from '../domain/retention-grouping.js';
import { PERIODS } from '../domain/survey-window.js';
import type { Direction } from '../domain/target.js';
import type { Measure } from './measure.js';
import {
  measureAwardDelayP50,
  measureAwardDelayP99,
  measureBreakageRate,
  measurePointsOutstanding,
  measurePointsPerOrder,
  measureRedemptionRate,
} from './measure-programme.js';
import {
  measureAverageOrder,
  measureChurnRisk,
  measurePurchaseFrequency,
  measureRepeatPurchaseRate,
} from './measure-retention.js';
import { measureCsat, measureNps } from './measure-scores.js';

/** What a part of a figure can be named by. */
interface Groupings {
  /** For a person. */
  readonly names: readonly string[];
  has(by: string): boolean;
}

const NONE: Groupings = { names: [], has: () => false };

const notPeriods = (names: readonly string[]) => names.filter((name) => PERIODS.every((period) => period !== name));

const OF_ANSWERS: Groupings = {
  names: [...notPeriods(GROUPINGS), 'attribute:NAME'],
  has(by) {
    const grouping = groupingOf(by);
    return grouping !== undefined && periodOf(grouping) === undefined;
  },
};

const among = (names: readonly string[]): Groupings => ({ names, has: (by) => names.includes(by) });
const OF_PURCHASES = among(notPeriods(RETENTION_GROUPINGS).filter((name) => name !== 'currency'));
const OF_CUSTOMERS = among(CUSTOMER_GROUPINGS);

/** A figure that can have a goal. */
export interface TargetMetric {
  readonly unit:
    'points of the score' | 'share' | 'ratio' | 'minor units' | 'orders per customer' | 'points' | 'milliseconds';
  /** Goals that make sense, both inclusive. */
  readonly goals: readonly [least: number, most: number];
  /** Which side is better; absent where that depends on who looks. */
  readonly better?: Direction;
  /** Whether it is of one currency. */
  readonly ofCurrency: boolean;
  readonly groupings: Groupings;
  readonly measure: Measure;
}

const SHARES = [0, 1] as const;
const FROM_0 = [0, Number.MAX_SAFE_INTEGER] as const;
const share = { unit: 'share', goals: SHARES, ofCurrency: false } as const;
const ratio = { unit: 'ratio', goals: FROM_0, ofCurrency: false, groupings: NONE } as const;
const points = { unit: 'points', goals: FROM_0, ofCurrency: false, groupings: NONE } as const;
const delay = { unit: 'milliseconds', goals: FROM_0, better: 'at-most', ofCurrency: false, groupings: NONE } as const;

/** Every figure that can have a goal. To add one, add it here. */
export const TARGET_METRICS = {
  nps: {
    ...{ unit: 'points of the score', goals: [-100, 100], better: 'at-least', ofCurrency: false },
    ...{ groupings: OF_ANSWERS, measure: measureNps },
  },
  csat: { ...share, better: 'at-least', groupings: OF_ANSWERS, measure: measureCsat },
  repeatPurchaseRate: {
    ...{ ...share, better: 'at-least', groupings: OF_PURCHASES },
    measure: measureRepeatPurchaseRate,
  },
  averageOrderMinor: {
    ...{ unit: 'minor units', goals: FROM_0, better: 'at-least', ofCurrency: true },
    ...{ groupings: OF_PURCHASES, measure: measureAverageOrder },
  },
  purchaseFrequency: {
    ...{ unit: 'orders per customer', goals: FROM_0, better: 'at-least', ofCurrency: true },
    ...{ groupings: OF_PURCHASES, measure: measurePurchaseFrequency },
  },
  churnRisk: {
    ...{ ...share, better: 'at-most', ofCurrency: true, groupings: OF_CUSTOMERS },
    measure: measureChurnRisk,
  },
  redemptionRate: { ...ratio, better: 'at-least', measure: measureRedemptionRate },
  breakageRate: { ...ratio, measure: measureBreakageRate },
  pointsPerOrder: { ...points, measure: measurePointsPerOrder },
  pointsOutstanding: { ...points, measure: measurePointsOutstanding },
  awardDelayP50Ms: { ...delay, measure: measureAwardDelayP50 },
  awardDelayP99Ms: { ...delay, measure: measureAwardDelayP99 },
} as const satisfies Readonly<Record<string, TargetMetric>>;

export type TargetMetricName = keyof typeof TARGET_METRICS;

export const TARGET_METRIC_NAMES = Object.keys(TARGET_METRICS) as readonly TargetMetricName[];

export const targetMetric = (name: TargetMetricName): TargetMetric => TARGET_METRICS[name];

/** Whether it tells of people, and of too few of them not; each of these has parts. What the programme's messages come to tells of nobody. */
export const isOfPeople = (name: TargetMetricName): boolean => targetMetric(name).groupings !== NONE;
