import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select count(*) filter (where outcome = 'offered') as offers,
         count(*) filter (where outcome = 'withheld') as withheld
    from decision`;

/** How many offers were made, and how many decisions withheld one, for whatever reason. */
export async function summariseOffers(db: Tx): Promise<{ offers: number; withheld: number }> {
  const [row] = await db.query<{ offers: bigint; withheld: bigint }>(SQL);
  return { offers: Number(row?.offers ?? 0), withheld: Number(row?.withheld ?? 0) };
}
