import type { Tx } from '@perennial/persistence';

/** How stars may be called. */
const STARS = '(star|rating|sentiment)';

const SQL = /* sql */ `
  select table_name || '.' || column_name as place
    from information_schema.columns
   where table_schema = 'public' and table_name in ('review', 'review_band', 'review_step') and column_name ~* $1
   union all
  select 'the reasons against review ' || review_id
    from review
   where exists (select from jsonb_array_elements(reasons) reason, jsonb_object_keys(reason -> 'evidence') figure
                  where reason ->> 'code' ~* $1 or figure ~* $1)
   limit 1`;

/** Where stars are kept of a review, or stand among what speaks against one: the law forbids to reward by them. */
export async function findStars(db: Tx): Promise<string | undefined> {
  const [row] = await db.query<{ place: string }>(SQL, [STARS]);
  return row && `${row.place} tells the stars of a review`;
}
