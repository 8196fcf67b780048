import type { Tx } from '@perennial/persistence';

/** Whether a session of the database waits for a lock, or as many as that. Not to be asked within a transaction: there, the view stands still. */
export async function someoneIsBlocked(db: Tx, sessions = 1): Promise<boolean> {
  const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await db.query(blocked)).length >= sessions;
}
