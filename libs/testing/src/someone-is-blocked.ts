import type { Tx } from '@perennial/persistence';

/** Whether a session of the database waits for a lock. Not to be asked within a transaction: there, the view stands still. */
export async function someoneIsBlocked(db: Tx): Promise<boolean> {
  const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await db.query(blocked)).length > 0;
}
