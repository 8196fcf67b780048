import type { Database, Tx } from '@perennial/persistence';

/**
 * Asks several things of who brought whom as it is at one moment. Without nested loops: how many rows a walk over the graph has the planner can only
 * guess, and where it guessed a hundred of two hundred thousand, the answer did not come within minutes instead of seconds.
 */
export function readGraph<Answer>(db: Database, ask: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  return db.snapshot(async (tx) => {
    await tx.query('set local enable_nestloop = off');
    return ask(tx);
  });
}
