import type { Tx } from '@perennial/persistence';

import type { ProgrammeSum } from '../../domain/programme-health.js';
import type { Period, SurveyWindow } from '../../domain/survey-window.js';
import { PERIOD_NAME } from './period-name.js';

const sqlOf = (period: string) => /* sql */ `
  select ${period} as period, issuer, movement, sum(messages)::int8 as messages, sum(points)::text as points
    from programme_day
   where day between $1 and $2
   group by 1, issuer, movement
   order by 1, issuer, movement`;

type Row = Pick<ProgrammeSum, 'issuer' | 'movement'> & {
  readonly period: string;
  readonly messages: bigint;
  readonly points: string;
};

/** What messages come to by period, in order of time; the whole under '' when no period is given. */
export async function sumProgrammeDays(
  tx: Tx,
  { from = '-infinity', to = 'infinity' }: SurveyWindow,
  period?: Period,
): Promise<Map<string, ProgrammeSum[]>> {
  const rows = await tx.query<Row>(sqlOf(period ? PERIOD_NAME[period]('day') : `''`), [from, to]);
  const periods = new Map<string, ProgrammeSum[]>();
  for (const { period: name, issuer, movement, messages, points } of rows) {
    const sums = periods.get(name) ?? [];
    periods.set(name, sums);
    sums.push({ issuer, movement, messages: Number(messages), points: BigInt(points) });
  }
  return periods;
}

const BEFORE = /* sql */ `
  select coalesce(sum(points), 0)::text as points from programme_day where issuer = 'ledger' and day < $1`;

/** Points outstanding at the begin of a day. */
export async function sumPointsBefore(tx: Tx, day: string): Promise<bigint> {
  const [row] = await tx.query<{ points: string }>(BEFORE, [day]);
  return BigInt(row?.points ?? 0);
}
