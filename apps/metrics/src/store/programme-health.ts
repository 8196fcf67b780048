import type { Tx } from '@perennial/persistence';

import { programmeHealth, pointsMoved, type ProgrammeHealth } from '../domain/programme-health.js';
import type { Period, SurveyWindow } from '../domain/survey-window.js';
import { countAwardDelays } from './queries/count-award-delays.js';
import { countOrders } from './queries/count-orders.js';
import { sumPointsBefore, sumProgrammeDays } from './queries/sum-programme-days.js';

/** How the programme did in a window of days. */
export async function readProgrammeHealth(tx: Tx, window: SurveyWindow): Promise<ProgrammeHealth> {
  const [health] = await read(tx, window);
  return health?.health ?? programmeHealth({ sums: [], orders: 0, delays: [] }, await opening(tx, window));
}

export interface HealthOfPeriod {
  /** A day YYYY-MM-DD, a week by its Monday, a month YYYY-MM. */
  readonly period: string;
  readonly health: ProgrammeHealth;
}

/** The same by period, in order of time; only periods in which something happened, cut at the ends of the window. */
export function readProgrammePeriods(tx: Tx, window: SurveyWindow, period: Period): Promise<HealthOfPeriod[]> {
  return read(tx, window, period);
}

async function read(tx: Tx, window: SurveyWindow, period?: Period): Promise<HealthOfPeriod[]> {
  const [sums, orders, delays, before] = [
    await sumProgrammeDays(tx, window, period),
    await countOrders(tx, window, period),
    await countAwardDelays(tx, window, period),
    await opening(tx, window),
  ];
  let outstanding = before;
  const names = [...new Set([...sums.keys(), ...orders.keys(), ...delays.keys()])].sort();
  return names.map((name) => {
    const ofPeriod = { sums: sums.get(name) ?? [], orders: orders.get(name) ?? 0, delays: delays.get(name) ?? [] };
    const health = programmeHealth(ofPeriod, outstanding);
    outstanding += pointsMoved(ofPeriod.sums);
    return { period: name, health };
  });
}

async function opening(tx: Tx, { from }: SurveyWindow): Promise<bigint> {
  return from === undefined ? 0n : sumPointsBefore(tx, from);
}
