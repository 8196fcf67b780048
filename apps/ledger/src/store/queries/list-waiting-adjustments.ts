import type { Tx } from '@perennial/persistence';

import type { ByHand } from '../../domain/by-hand.js';

// Of members who were forgotten there is nothing left to adjust.
const SQL = /* sql */ `
  select adjustment_id, customer_id, kind, points, expires_at, expiring_by, reason, proposed_by, proposed_at
    from adjustment join member using (account) join adjustment_note note using (account, adjustment_id)
   where needs_approval and note.about = 'proposal'
     and not exists (select from adjustment_verdict verdict where verdict.adjustment_id = adjustment.adjustment_id)
     and ($1::uuid is null
          or (proposed_at, adjustment_id) > (select proposed_at, adjustment_id from adjustment where adjustment_id = $1))
   order by proposed_at, adjustment_id
   limit $2`;

export interface WaitingAdjustment {
  readonly adjustment_id: string;
  readonly customer_id: string;
  readonly kind: ByHand['kind'];
  readonly points: bigint;
  readonly expires_at: Date | null;
  readonly expiring_by: Date | null;
  readonly reason: string;
  readonly proposed_by: string;
  readonly proposed_at: Date;
}

/** Those that wait for a second person, the oldest first. @param after the last one of the page before */
export async function listWaitingAdjustments(
  tx: Tx,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<WaitingAdjustment[]> {
  return tx.query<WaitingAdjustment>(SQL, [after ?? null, limit]);
}
