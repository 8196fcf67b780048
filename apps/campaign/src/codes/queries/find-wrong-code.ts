import type { Tx } from '@perennial/persistence';

const UNBOUND = /* sql */ `
  select coalesce(c.coupon_id, i.coupon_id) as coupon
    from coupon c
    full join issued_code i on i.coupon_id = c.coupon_id
   where c.coupon_id is null or i.coupon_id is null and c.origin <> 'block'
      or c.origin <> 'block' and i.digest is distinct from c.digest
   limit 1`;

const WITHOUT_OFFER = /* sql */ `
  select c.coupon_id as coupon
    from coupon c
    left join offer o on o.customer_id = c.customer_id and o.offer_id = c.coupon_id::uuid
   where c.origin = 'offer' and o.offer_id is null
   limit 1`;

/** Codes belong to their offers and customers, one to one. @returns the first that does not, in words */
export async function findMisboundCode(tx: Tx): Promise<string | undefined> {
  const [unbound] = await tx.query<{ coupon: string }>(UNBOUND);
  if (unbound) return `a code of ${unbound.coupon} is not bound to that alone`;
  const [without] = await tx.query<{ coupon: string }>(WITHOUT_OFFER);
  return without && `the code of offer ${without.coupon} is of no offer of its customer`;
}

const MISCOUNTED = /* sql */ `
  select coalesce(i.coupon_id, u.digest::text) as coupon, i.uses, u.uses as orders, i.uses_max
    from issued_code i
    full join (select digest, count(*) filter (where not reversed) as uses from code_use group by digest) u
           on u.digest = i.digest
   where i.digest is null or i.uses <> coalesce(u.uses, 0) or i.uses > i.uses_max
   limit 1`;

/** A code was used as often as there are orders it is used on, and no more often than it may be. @returns the first that was not, in words */
export async function findMiscountedCode(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ coupon: string; uses: number | null; orders: bigint | null; uses_max: number | null }>(
    MISCOUNTED,
  );
  return (
    row &&
    `a code of ${row.coupon} counts ${row.uses ?? 'no'} uses of ${row.uses_max ?? 'none'}, and is used on ${row.orders ?? 0n} orders`
  );
}
