import { DurabilityOff } from './errors.js';
import type { Tx } from './tx.js';

const SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/**
 * A commit must survive the loss of power: offsets are committed and messages published on the strength of it.
 *
 * @throws DurabilityOff naming each setting of the server that breaks this
 */
export async function checkDurability(db: Tx): Promise<void> {
  const rows = await db.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [SETTINGS],
  );
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  if (off.length > 0)
    throw new DurabilityOff(
      `the database server has ${off.join(', ')} off: what it confirms may be lost with the power`,
    );
}
