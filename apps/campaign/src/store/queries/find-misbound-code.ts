import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(offer.offer_id, code.offer_id) as offer_id
    from offer full join code on code.code = offer.code
   where (offer.code is not null or code.code is not null)
     and (code.offer_id is distinct from offer.offer_id or code.customer_id is distinct from offer.customer_id)
   limit 1`;

/** Codes and offers that have one point at each other, one to one. @returns the first that does not, in words */
export async function findMisboundCode(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ offer_id: string }>(SQL);
  return row && `the code of offer ${row.offer_id} is not bound to that offer and its customer alone`;
}
