import type { Tx } from '@perennial/persistence';

import type { Measurement } from '../../domain/target.js';

const START = /* sql */ `
  update target set start_value = $2, start_on = $3 where target_id = $1 and start_value is null and outcome_at is null`;

/** Keeps where the way to the goal begins, once. @param on YYYY-MM-DD */
export async function keepStart(tx: Tx, targetId: string, value: number, on: string): Promise<void> {
  await tx.query(START, [targetId, value, on]);
}

const OUTCOME = /* sql */ `
  update target set outcome_value = $2, outcome_n = $3, outcome_at = $4 where target_id = $1 and outcome_at is null`;

/** Keeps what became of a target, once. */
export async function keepOutcome(tx: Tx, targetId: string, { value, n }: Measurement, at: Date): Promise<void> {
  await tx.query(OUTCOME, [targetId, value, n, at]);
}

const TOO_MANY = /* sql */ `update target set too_many_on = $2 where target_id = $1`;

/** Keeps that on a day there were too many parts to measure one. @param on YYYY-MM-DD */
export async function keepTooMany(tx: Tx, targetId: string, on: string): Promise<void> {
  await tx.query(TOO_MANY, [targetId, on]);
}

const WITHDRAW = /* sql */ `
  update target set withdrawn_at = coalesce(withdrawn_at, $2), withdrawn_by = coalesce(withdrawn_by, $3)
   where target_id = $1
  returning 1`;

/** Takes a target out of every list; its row stays, with the first who withdrew it. @returns whether there is one */
export async function withdrawTarget(tx: Tx, targetId: string, at: Date, by: string): Promise<boolean> {
  return (await tx.query(WITHDRAW, [targetId, at, by])).length > 0;
}
