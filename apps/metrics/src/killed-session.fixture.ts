import type { Tx } from '@perennial/persistence';

/**
 * A transaction whose session ends when it comes to its n-th statement, as that of a killed process does: what it has done so far
 * is undone by the database.
 *
 * @param other another session, by which it is ended
 */
export async function killedAt(n: number, tx: Tx, other: Tx): Promise<Tx> {
  const [session] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
  let statements = 0;
  return {
    async query(...asked) {
      if ((statements += 1) === n) await other.query('select pg_terminate_backend($1, 10000)', [session?.pid]);
      return tx.query(...asked);
    },
  };
}
