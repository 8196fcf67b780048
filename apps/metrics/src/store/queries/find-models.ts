import type { Tx } from '@perennial/persistence';

import type { Model, ModelFit } from '../../domain/model.js';
import { generationName } from '../generation-name.js';

const SQL = /* sql */ `
  select m.generation, m.currency, g.fitted_at, m.as_of_day - date '1970-01-01' as as_of_day,
         m.first_day - date '1970-01-01' as first_day, m.last_day - date '1970-01-01' as last_day, m.fit
    from model m
    join model_generation g on g.generation = m.generation
   where m.generation = (select max(generation) from model_generation)`;

interface Row {
  readonly generation: number;
  readonly currency: string;
  readonly fitted_at: Date;
  readonly as_of_day: number;
  readonly first_day: number;
  readonly last_day: number;
  readonly fit: ModelFit;
}

/** Models of builds that knew no other parameters forecast by those of the fit, until the next one. */
function forecasting({ purchases, purchasesMbg, ...rest }: ModelFit): ModelFit {
  return {
    ...rest,
    purchases: { ...purchases, forecastParameters: purchases.forecastParameters ?? purchases.parameters },
    ...(purchasesMbg && {
      purchasesMbg: { ...purchasesMbg, forecastParameters: purchasesMbg.forecastParameters ?? purchasesMbg.parameters },
    }),
  };
}

/** The newest models by currency; empty until there is one. */
export async function findModels(tx: Tx): Promise<Map<string, Model>> {
  const rows = await tx.query<Row>(SQL, [], 'metrics.find-models');
  return new Map(
    rows.map((row) => [
      row.currency,
      {
        ...forecasting(row.fit),
        version: generationName(row.generation),
        currency: row.currency,
        fittedAt: row.fitted_at,
        firstDay: row.first_day,
        lastDay: row.last_day,
        asOfDay: row.as_of_day,
      },
    ]),
  );
}
