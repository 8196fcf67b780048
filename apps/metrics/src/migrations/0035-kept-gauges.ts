import { defineMigration } from '@perennial/persistence';

/** What Prometheus is told is kept, purchases are found by day and by currency, and only who is still to be sent something has a cursor. */
export const keptGauges = defineMigration({
  scope: 'metrics',
  number: 35,
  name: 'kept-gauges',
  up: /* sql */ `
create table gauge_reading (
  -- What was read at once: programme, targets.
  reading text collate "C" primary key,
  -- A list of {name, labels, value}.
  gauges jsonb not null,
  -- Both by the database's clock, which all instances share.
  read_at timestamptz not null default clock_timestamp(),
  took interval not null check (took >= interval '0')
) with (fillfactor = 50);

create index purchase_day_by_day on purchase_day (day);
-- What a model is fitted on is read some customers at a time.
create index purchase_history_by_currency on purchase_history (currency, customer_id);

update model_generation set published_until = '' where published and published_until <> '';
`,
});
