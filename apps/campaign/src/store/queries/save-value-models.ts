import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

/** What a model says of new customers in a currency. */
export interface ValueModel {
  readonly currency: string;
  readonly modelVersion: string;
  /** Expected in 12 months, in whole minor units. */
  readonly newCustomerMinor: number;
  readonly repeatCustomers: number;
  /** When a projection by it was told; milliseconds since 1970. */
  readonly at: number;
}

// Nearly always the model is known already, and nobody waits for its row.
const SQL = /* sql */ `
  with told as (
    select * from unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::timestamptz[])
               as n (currency, model_version, new_customer_minor, repeat_customers, at)
  )
  insert into value_model (currency, model_version, new_customer_minor, repeat_customers, at)
  select told.*
    from told
   where not exists (select from value_model known where known.currency = told.currency
                        and (known.model_version = told.model_version or known.at >= told.at))
   order by currency
      on conflict (currency) do update
     set model_version = excluded.model_version, new_customer_minor = excluded.new_customer_minor,
         repeat_customers = excluded.repeat_customers, at = excluded.at
   where value_model.at < excluded.at`;

/** Keeps what the newest model of each currency says. */
export async function saveValueModels(tx: Tx, models: readonly ValueModel[]): Promise<void> {
  const newest = new Map<string, ValueModel>();
  for (const model of models) {
    const other = newest.get(model.currency);
    if (!other || other.at < model.at) newest.set(model.currency, model);
  }
  if (newest.size === 0) return;
  const rows = [...newest.values()];
  await tx.query(
    SQL,
    [
      textColumn(rows, ({ currency }) => currency),
      textColumn(rows, ({ modelVersion }) => modelVersion),
      plainColumn(rows, ({ newCustomerMinor }) => newCustomerMinor),
      plainColumn(rows, ({ repeatCustomers }) => repeatCustomers),
      instantColumn(rows, ({ at }) => at),
    ],
    'campaign.save-value-models',
  );
}
