import type { Tx } from '@perennial/persistence';

import type { TransferKind } from '../../domain/posting/transfer.js';
import type { SettlementSide } from '../../domain/settlement.js';
import { PARTNER_LINES, type BookedWithin } from './partner-line.js';

const SQL = /* sql */ `
  select * from (${PARTNER_LINES}) line
   where $4::timestamptz is null or (booked_at, account, number) > ($4, $5::uuid, $6::int8)
   order by booked_at, account, number
   limit $7`;

export interface PartnerLine {
  readonly account: string;
  readonly number: bigint;
  readonly transfer_id: string;
  readonly kind: TransferKind;
  readonly thing: string;
  readonly programme_version: number;
  readonly occurred_at: Date;
  readonly booked_at: Date;
  readonly side: SettlementSide;
  /** Signed. */
  readonly points: bigint;
}

/** A partner's lines of a month in the order in which they were booked. @param after the last line of the page before */
export async function listPartnerLines(
  tx: Tx,
  partnerId: string,
  { from, until, after, limit }: BookedWithin & { readonly after: PartnerLine | undefined; readonly limit: number },
): Promise<PartnerLine[]> {
  const cursor = [after?.booked_at ?? null, after?.account ?? null, after?.number ?? null];
  return tx.query<PartnerLine>(SQL, [[partnerId], from, until, ...cursor, limit], 'ledger-list-partner-lines');
}
