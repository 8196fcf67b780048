import type { Tx } from '@perennial/persistence';

const TAKE = /* sql */ `
  insert into lease (job, owner, leased_until)
  values ($1, $2, clock_timestamp() + $3 * interval '1 second')
      on conflict (job) do update
     set owner = excluded.owner, leased_until = excluded.leased_until
   where lease.owner = excluded.owner or lease.leased_until < clock_timestamp()
  returning owner`;

/** Takes or prolongs the lease on a job; false when somebody else has it. A lease that is not prolonged ends by itself. */
export async function takeLease(db: Tx, job: string, owner: string, seconds: number): Promise<boolean> {
  return (await db.query(TAKE, [job, owner, seconds])).length > 0;
}

const END = /* sql */ `update lease set leased_until = '-infinity' where job = $1 and owner = $2`;

/** Somebody else may take the lease now. Nothing happens when it is not the owner's. */
export async function endLease(db: Tx, job: string, owner: string): Promise<void> {
  await db.query(END, [job, owner]);
}
