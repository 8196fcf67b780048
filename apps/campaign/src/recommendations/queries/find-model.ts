import type { Tx } from '@perennial/persistence';

import type { ModelSettings } from '../domain/recommend-for.js';
import type { FittedState } from '../domain/refit-rule.js';

const SQL = /* sql */ `
  select version, orders, as_of_day - date '1970-01-01' as as_of_day, settings
    from recommendation_model
   order by version desc
   limit 1`;

interface Row {
  readonly version: number;
  readonly orders: bigint;
  readonly as_of_day: number;
  readonly settings: { readonly halfLifeDays: number | null; readonly smoothing: number };
}

export interface StoredModel extends FittedState {
  readonly version: number;
  readonly settings: ModelSettings;
}

/** The newest model; undefined until there is one. */
export async function findModel(db: Tx): Promise<StoredModel | undefined> {
  const [row] = await db.query<Row>(SQL, [], 'campaign.find-recommendation-model');
  return (
    row && {
      ...{ version: row.version, orders: Number(row.orders), asOfDay: row.as_of_day },
      settings: { smoothing: row.settings.smoothing, halfLifeDays: row.settings.halfLifeDays ?? Infinity },
    }
  );
}
