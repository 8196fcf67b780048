import type { Tx } from '@perennial/persistence';

import type { SettlementSide } from '../../domain/settlement.js';
import { PARTNER_LINES, type BookedWithin } from './partner-line.js';

// One statement, so that sums, count and digest are of the same moment.
const SQL = /* sql */ `
  with line as (${PARTNER_LINES}
  ), sums as (
    select partner_id, side, programme_version, sum(points) as points from line group by 1, 2, 3
  )
  select partner_id, count(*) as lines,
         encode(sha256(convert_to(string_agg(transfer_id::text || chr(10), '' order by booked_at, account, number), 'UTF8')),
                'hex') as digest,
         (select jsonb_agg(jsonb_build_object('side', side, 'version', programme_version, 'points', points::text))
            from sums where sums.partner_id = line.partner_id) as sums
    from line
   group by partner_id`;

interface Row {
  readonly partner_id: string;
  readonly lines: bigint;
  readonly digest: string;
  readonly sums: readonly { readonly side: SettlementSide; readonly version: number; readonly points: string }[];
}

export interface PartnerSums {
  readonly lines: number;
  /** SHA-256 over the ids of the transfers, in the order of the lines, each followed by a line feed; hexadecimal. */
  readonly digest: string;
  /** By side and version of the programme, which has the price. */
  readonly sums: readonly { readonly side: SettlementSide; readonly version: number; readonly points: bigint }[];
}

/** By partner; those without any line are missing. */
export async function sumPartnerLines(
  tx: Tx,
  partnerIds: readonly string[],
  { from, until }: BookedWithin,
): Promise<Map<string, PartnerSums>> {
  const rows = await tx.query<Row>(SQL, [partnerIds, from, until], 'ledger-sum-partner-lines');
  return new Map(
    rows.map(({ partner_id: partnerId, lines, digest, sums }) => [
      partnerId,
      {
        lines: Number(lines),
        digest,
        sums: sums.map(({ side, version, points }) => ({ side, version, points: BigInt(points) })),
      },
    ]),
  );
}
