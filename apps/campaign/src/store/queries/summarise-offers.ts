import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(sum(n) filter (where outcome = 'offered'), 0)::int8 as offers,
         coalesce(sum(n) filter (where outcome = 'withheld'), 0)::int8 as withheld
    from decision_count`;

/** How many offers were made, and how many decisions withheld one, for whatever reason. */
export async function summariseOffers(db: Tx): Promise<{ offers: number; withheld: number }> {
  const [row] = await db.query<{ offers: bigint; withheld: bigint }>(SQL);
  return { offers: Number(row?.offers ?? 0), withheld: Number(row?.withheld ?? 0) };
}
