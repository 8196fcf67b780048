import { textColumn, type Tx } from '@perennial/persistence';

import type { CustomerFeatures, Profile, ProjectedValue } from '../../domain/features.js';

const SQL = /* sql */ `
  select person.customer_id, coalesce(c.purchases, 0) as purchases, c.first_purchase_day::text as first_purchase_day,
         c.bought_fresh, c.known_since,
         (select jsonb_object_agg(kind, data) from customer_feature f where f.customer_id = person.customer_id) as told,
         array(select audience from audience_member m where m.customer_id = person.customer_id and m.inside order by 1) as audiences
    from unnest($1::text[]) as person (customer_id)
    left join customer c using (customer_id)`;

interface Row {
  readonly customer_id: string;
  readonly purchases: number;
  readonly first_purchase_day: string | null;
  readonly bought_fresh: boolean | null;
  readonly known_since: Date | null;
  readonly told: {
    readonly profile?: Profile;
    readonly tier?: { readonly tier: string };
    readonly survey?: { readonly npsBand: string };
    readonly value?: { readonly segment?: string; readonly values: readonly ProjectedValue[] };
  } | null;
  readonly audiences: readonly string[];
}

/** What is known of persons, by person; of those nobody told anything of too. */
export async function loadFeatures(tx: Tx, persons: Iterable<string>): Promise<Map<string, CustomerFeatures>> {
  const wanted = [...new Set(persons)];
  if (wanted.length === 0) return new Map();
  const rows = await tx.query<Row>(SQL, [textColumn(wanted, (person) => person)], 'campaign.load-features');
  return new Map(
    rows.map(({ customer_id, purchases, first_purchase_day, bought_fresh, known_since, told, audiences }) => [
      customer_id,
      {
        purchases,
        firstPurchaseDay: first_purchase_day ?? undefined,
        boughtFresh: bought_fresh ?? undefined,
        knownSince: known_since?.getTime(),
        profile: told?.profile ?? {},
        tier: told?.tier?.tier,
        npsBand: told?.survey?.npsBand,
        segment: told?.value?.segment,
        values: told?.value?.values ?? [],
        audiences,
      },
    ]),
  );
}
