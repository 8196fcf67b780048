import { textColumn, type Tx } from '@perennial/persistence';

import type { DecidedDate } from '../../domain/triggers/date.trigger.js';

const SQL = /* sql */ `
  select customer_id, occasion, decided_at, answered or outcome = 'skipped' as final
    from decision
   where customer_id = any($1::text[]) and campaign_id = $2 and occasion is not null and occasion = coalesce($3, occasion)`;

interface Row {
  readonly customer_id: string;
  readonly occasion: string;
  readonly decided_at: Date;
  readonly final: boolean;
}

/**
 * The occasions that a campaign has decided about, by customer; without those of whom it has about none.
 *
 * @param only this one
 */
export async function listDecidedOccasions(
  tx: Tx,
  customerIds: readonly string[],
  campaignId: string,
  only?: string,
): Promise<Map<string, DecidedDate[]>> {
  if (customerIds.length === 0) return new Map();
  const columns = [textColumn(customerIds, (customerId) => customerId), campaignId, only ?? null];
  const rows = await tx.query<Row>(SQL, columns, 'campaign.list-decided-occasions');
  const decided = new Map<string, DecidedDate[]>();
  for (const { customer_id, occasion, decided_at, final: isFinal } of rows) {
    const others = decided.get(customer_id) ?? [];
    decided.set(customer_id, [...others, { occasion, decidedAt: decided_at.getTime(), isFinal }]);
  }
  return decided;
}
