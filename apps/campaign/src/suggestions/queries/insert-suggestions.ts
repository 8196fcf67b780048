import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Suggestion } from '../domain/suggestion.js';

// Another record of the person may have given the same proof. Of one that nobody has decided on, what was made first, by its
// instant, counts, whenever it arrives.
const SQL = /* sql */ `
  with told as (
    select * from unnest($1::uuid[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
               as told (suggestion_id, bucket, customer_id, sku, category, proof_id, made_at)
  ), earlier as (
    update suggestion s
       set sku = told.sku, category = told.category, made_at = told.made_at
      from told
     where s.customer_id = told.customer_id and s.proof_id = told.proof_id and s.status = 'open' and told.made_at < s.made_at
  )
  insert into suggestion (suggestion_id, bucket, customer_id, sku, category, proof_id, made_at, status)
  select told.*, 'open'
    from told
   where not exists (select from suggestion s where s.customer_id = told.customer_id and s.proof_id = told.proof_id)
      on conflict (suggestion_id) do nothing`;

/** Keeps suggestions that are not known yet, and what was told earlier of those that are. Their customers are locked by `tx`. */
export async function insertSuggestions(tx: Tx, suggestions: readonly Suggestion[]): Promise<void> {
  if (suggestions.length === 0) return;
  await tx.query(
    SQL,
    [
      plainColumn(suggestions, ({ suggestionId }) => suggestionId),
      plainColumn(suggestions, ({ customerId }) => bucketOf(customerId)),
      textColumn(suggestions, ({ customerId }) => customerId),
      textColumn(suggestions, ({ sku }) => sku),
      textColumn(suggestions, ({ category }) => category),
      textColumn(suggestions, ({ proofId }) => proofId),
      instantColumn(suggestions, ({ madeAt }) => madeAt),
    ],
    'campaign.insert-suggestions',
  );
}
