import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into job_lease (job, owner, leased_until)
  values ($1, $2, clock_timestamp() + $3 * interval '1 second')
      on conflict (job) do update
     set owner = excluded.owner, leased_until = excluded.leased_until
   where job_lease.owner = excluded.owner or job_lease.leased_until < clock_timestamp()
  returning owner`;

/** Takes or prolongs the lease on a job; false when somebody else has it. A lease that is not prolonged ends by itself. */
export async function takeLease(tx: Tx, job: string, owner: string, seconds: number): Promise<boolean> {
  return (await tx.query(SQL, [job, owner, seconds])).length > 0;
}
