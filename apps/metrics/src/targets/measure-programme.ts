import type { ProgrammeHealth } from '../domain/programme-health.js';
import { readProgrammeHealth } from '../store/programme-health.js';
import { toldOrHidden, type Measure } from './measure.js';

type Told = readonly [value: bigint | number | null, n: number | null];

/** What the programme's messages come to: it tells nobody's opinion, so that nothing of it is suppressed. */
const measureHealth =
  (told: (health: ProgrammeHealth) => Told): Measure =>
  async (tx, { window }) => {
    const [value, n] = told(await readProgrammeHealth(tx, window));
    return toldOrHidden({ value: value === null ? null : Number(value), n });
  };

const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

export const measureRedemptionRate = measureHealth(({ redemptionRate }) => [redemptionRate, null]);
export const measureBreakageRate = measureHealth(({ breakageRate }) => [breakageRate, null]);
export const measurePointsPerOrder = measureHealth(({ pointsPerOrder, orders }) => [pointsPerOrder, orders]);
export const measurePointsOutstanding = measureHealth(({ outstanding }) => [outstanding, null]);
export const measureAwardDelayP50 = measureHealth(({ purchaseToReward: { p50, awards } }) => [inMs(p50), awards]);
export const measureAwardDelayP99 = measureHealth(({ purchaseToReward: { p99, awards } }) => [inMs(p99), awards]);
