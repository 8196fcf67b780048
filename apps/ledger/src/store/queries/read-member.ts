import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Member } from '../../domain/posting/transfer.js';
import { lotOf, MEMBER_COLUMNS, memberFrom, type LotRow, type MemberRow } from '../member-row.js';

// One statement, so that wallet and lots are of the same moment.
const SQL = /* sql */ `
  select member.customer_id, ${MEMBER_COLUMNS}, coalesce(lots.lots, '[]') as lots
    from member
    join balance on balance.account = member.account
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
               'account', account, 'rule', rule, 'thing', thing, 'points', points::text, 'pending', pending,
               'expired', expired::text, 'earned_at', earned_at, 'earned_source', earned_source, 'earned_id', earned_id,
               'available_at', available_at, 'expires_at', expires_at)) as lots
        from lot where lot.account = member.account and lot.points > 0
    ) lots
   where member.customer_id = $1`;

interface JsonLot extends Omit<LotRow, 'points' | 'expired' | 'earned_at' | 'available_at' | 'expires_at'> {
  readonly points: string;
  readonly expired: string;
  readonly earned_at: string;
  readonly available_at: string;
  readonly expires_at: string | null;
}

/** The member with everything that was accepted so far; undefined for a customer nobody has named. Locks nothing. */
export async function readMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
): Promise<Member | undefined> {
  const [row] = await tx.query<MemberRow & { lots: JsonLot[] }>(SQL, [customerId], 'ledger-read-member');
  return row && memberFrom(row, row.lots.map(lotFrom), programmes);
}

function lotFrom(lot: JsonLot) {
  return lotOf({
    ...lot,
    points: BigInt(lot.points),
    expired: BigInt(lot.expired),
    earned_at: new Date(lot.earned_at),
    available_at: new Date(lot.available_at),
    expires_at: lot.expires_at === null ? null : new Date(lot.expires_at),
  });
}
