import type { Tx } from '@perennial/persistence';

const BACK = /* sql */ `
  delete from left_out where account = any($1::uuid[]) and not account = any($2::uuid[])`;

const OUT = /* sql */ `
  insert into left_out (account, bucket, since)
  select account, bucket, $2 from balance where account = any($1::uuid[])
  on conflict (account) do nothing`;

/** Keeps who is not compared, of those whom a walk has reached. */
export async function keepLeftOut(
  tx: Tx,
  {
    reached,
    leftOut,
    at,
  }: { readonly reached: readonly string[]; readonly leftOut: readonly string[]; readonly at: Date },
): Promise<void> {
  await tx.query(BACK, [reached, leftOut]);
  if (leftOut.length > 0) await tx.query(OUT, [leftOut, at]);
}
