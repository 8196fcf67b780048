import type { Settings } from '@perennial/recommend';
import type { Tx } from '@perennial/persistence';

import { isoDay } from '../domain/day.js';

const INSERT = /* sql */ `
  insert into recommendation_model (version, fitted_at, reason, as_of_day, orders, settings)
  select coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5 from recommendation_model
  returning version`;

export interface NewModel {
  readonly fittedAt: Date;
  readonly reason: string;
  readonly asOfDay: number;
  readonly orders: number;
  readonly settings: Settings;
}

/** @returns the version of the new model; whoever makes one at the same time fails */
export async function insertModel(tx: Tx, { fittedAt, reason, asOfDay, orders, settings }: NewModel): Promise<number> {
  // JSON knows no infinity, and writes null.
  const params = [fittedAt, reason, isoDay(asOfDay), orders, JSON.stringify(settings)];
  const [row] = await tx.query<{ version: number }>(INSERT, params);
  if (!row) throw new Error('an insert returned no row');
  return row.version;
}
