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
  const parameters = (slots: readonly number[]): unknown[] => [NAMES, plainColumn(slots, (slot) => slot)];
  await Promise.all([
    alone.length > 0 ? tx.query(ALONE, parameters(alone), 'ledger-lock-names-alone') : undefined,
    shared.length > 0 ? tx.query(SHARED, parameters(shared), 'ledger-lock-names') : undefined,
  ]);
}

function slotsOf(customerIds: Iterable<string>): number[] {
  return [...new Set(Array.from(customerIds, (customerId) => bucketOf(customerId) % SLOTS))].sort((a, b) => a - b);
}
