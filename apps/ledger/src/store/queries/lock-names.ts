import { bucketOf } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

/** Any fixed number that no other pair of numbers of this database begins with. */
const NAMES = 7_303_691;

/** Few enough that a transaction may hold all of them. */
const SLOTS = 64;

const SHARED = /* sql */ `select pg_advisory_xact_lock_shared($1, slot) from unnest($2::int4[]) as slot`;
const ALONE = /* sql */ `select pg_advisory_xact_lock($1, slot) from unnest($2::int4[]) as slot`;

/**
 * Holds the names of customers until `tx` ends, whether or not they are members: an event about an order nobody knows may be set
 * aside for somebody who is none, and has no row to lock. Whoever forgets a customer holds the name alone, and sees what waits; whoever mentions
 * one then sees that they were forgotten. Taken before everything else, in one order.
 */
export async function lockNames(tx: Tx, mentioned: Iterable<string>, forgotten: Iterable<string>): Promise<void> {
  const alone = slotsOf(forgotten);
  const shared = slotsOf(mentioned).filter((slot) => !alone.includes(slot));
  if (alone.length > 0) await tx.query(ALONE, [NAMES, plainColumn(alone, (slot) => slot)], 'ledger-lock-names-alone');
  if (shared.length > 0) await tx.query(SHARED, [NAMES, plainColumn(shared, (slot) => slot)], 'ledger-lock-names');
}

function slotsOf(customerIds: Iterable<string>): number[] {
  return [...new Set(Array.from(customerIds, (customerId) => bucketOf(customerId) % SLOTS))].sort((a, b) => a - b);
}
