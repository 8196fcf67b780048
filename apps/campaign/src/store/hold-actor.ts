import { dropRecords, lockCustomers } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';
import { ProblemError } from '@perennial/service';

/**
 * Sees to it that who does something by hand is nobody who was forgotten, nor is until `tx` ends. Everybody locks customers before
 * codes, cases and reviews.
 *
 * @throws ProblemError FORGOTTEN_PERSON (403)
 */
export async function holdActor(tx: Tx, actor: string): Promise<void> {
  const { created, isForgotten } = await lockCustomers(tx, [actor]);
  // Most are no customers.
  await dropRecords(tx, [...created]);
  if (isForgotten(actor)) {
    throw new ProblemError(403, 'FORGOTTEN_PERSON', 'Perennial-Actor names a customer who was forgotten.');
  }
}
