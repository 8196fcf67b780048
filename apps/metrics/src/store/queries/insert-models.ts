import type { Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { FittedModel } from '../../domain/fit-currency.js';

const SQL = /* sql */ `
  insert into model (generation, currency, as_of_day, first_day, last_day, customers, fit)
  select $1, * from unnest($2::text[], $3::date[], $4::date[], $5::date[], $6::int4[], $7::jsonb[])`;

export async function insertModels(tx: Tx, generation: number, models: readonly FittedModel[]): Promise<void> {
  await tx.query(SQL, [
    generation,
    models.map(({ currency }) => currency),
    models.map(({ asOfDay }) => isoDate(asOfDay)),
    models.map(({ firstDay }) => isoDate(firstDay)),
    models.map(({ lastDay }) => isoDate(lastDay)),
    models.map(({ customers }) => customers),
    models.map(({ fit }) => JSON.stringify(fit)),
  ]);
}
