import { textColumn, type Tx } from '@perennial/persistence';
import { OF_ACCOUNT } from '@perennial/service';

const SQL = /* sql */ `update review_step set actor = $2 where actor = any($1::text[])`;

/** Has steps that a customer took name nobody any more. */
export async function forgetActors(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(
    SQL,
    [textColumn(customerIds, (customerId) => customerId), `${OF_ACCOUNT}forgotten`],
    'campaign.forget-actors',
  );
}
