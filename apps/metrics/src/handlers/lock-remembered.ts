import { dropRecords, lockCustomers, type LockedCustomers } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

/** What is told of customers, by whether they are forgotten. */
interface Remembered<Told> extends Pick<LockedCustomers, 'personOf'> {
  readonly kept: readonly Told[];
  /** Of who is forgotten: nothing of it is to be kept. */
  readonly dropped: readonly Told[];
}

/**
 * Locks the customers of whom something is told, until `tx` ends, and tells what is of somebody forgotten, whose record it does not
 * leave.
 *
 * @param customerOf undefined: it is of nobody, and kept
 */
export async function lockRemembered<Told>(
  tx: Tx,
  told: readonly Told[],
  customerOf: (each: Told) => string | undefined,
): Promise<Remembered<Told>> {
  const { created, isForgotten, personOf } = await lockCustomers(
    tx,
    told.flatMap((each) => customerOf(each) ?? []),
  );
  await dropRecords(tx, [...created].filter(isForgotten));
  const isDropped = (each: Told) => {
    const customerId = customerOf(each);
    return customerId !== undefined && isForgotten(customerId);
  };
  return { personOf, kept: told.filter((each) => !isDropped(each)), dropped: told.filter(isDropped) };
}
