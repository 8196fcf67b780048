import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Lot } from '../../domain/lot.js';
import type { Member } from '../../domain/posting/transfer.js';
import { MEMBER_COLUMNS, memberFrom, type MemberRow } from '../member-row.js';

// One statement, so that wallet and lots are of the same moment. A member may have thousands of lots: of each that holds
// points the four values that a wallet shows, column by column in binary, are a fifth of the work of a row for each. What a
// lot is called matters only to a reservation that lapses: its points go back to their lots, if these are not gone. The lots
// are those that `loadOpenLots` finds: what is held may come back, and its lot says until when.
const SQL = /* sql */ `
  select member.customer_id, ${MEMBER_COLUMNS}, lots.*
    from member
    join balance on balance.account = member.account
    cross join lateral (
      select string_agg(int8send(points), '') as lot_points, string_agg(boolsend(pending), '') as lot_pending,
             string_agg(timestamptz_send(available_at), '') as available_at,
             string_agg(timestamptz_send(coalesce(expires_at, 'infinity')), '') as expires_at,
             json_agg(json_build_object('rule', rule, 'thing', thing, 'expired', expired::text,
                                        'at', (date_part('epoch', earned_at) * 1000)::int8,
                                        'source', earned_source, 'id', earned_id))
               filter (where balance.reserved > 0) as names
        from lot where lot.account = member.account and (lot.points > 0 or lot.held)
    ) lots
   where member.customer_id = $1`;

/** Null where there are no lots. All are in the same order. */
interface LotColumns {
  readonly lot_points: Buffer | null;
  readonly lot_pending: Buffer | null;
  readonly available_at: Buffer | null;
  readonly expires_at: Buffer | null;
  readonly names: readonly LotName[] | null;
}

interface LotName {
  readonly rule: string;
  readonly thing: string;
  readonly expired: string;
  readonly at: number;
  readonly source: string;
  readonly id: string;
}

/**
 * The member with everything that was accepted so far; undefined for a customer nobody has named. Locks nothing. The lots
 * are good for letting time pass and for nothing else: they have names only where something is reserved.
 */
export async function readMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
): Promise<Member | undefined> {
  const [row] = await tx.query<MemberRow & LotColumns>(SQL, [customerId], 'ledger-read-member');
  return row && memberFrom(row, lotsOf(row), programmes);
}

function lotsOf({ lot_points, lot_pending, available_at, expires_at, names }: LotColumns): Lot[] {
  if (!lot_points || !lot_pending || !available_at || !expires_at) return [];
  return Array.from({ length: lot_pending.length }, (_, index) => {
    const name = names?.[index];
    const availableAt = instantAt(available_at, index);
    const expiresAt = instantAt(expires_at, index);
    return {
      rule: name?.rule ?? '',
      thing: name?.thing ?? String(index),
      earned: name ? { at: name.at, source: name.source, id: name.id } : { at: availableAt, source: '', id: '' },
      availableAt,
      ...(expiresAt === Infinity ? {} : { expiresAt }),
      points: lot_points.readBigInt64BE(8 * index),
      pending: lot_pending[index] === 1,
      expired: BigInt(name?.expired ?? 0),
      forgiven: 0n,
    };
  });
}

const YEAR_2000_MS = Date.UTC(2000, 0);
const INFINITY = 2n ** 63n - 1n;

/** As Postgres sends a timestamptz: microseconds since 2000. All of ours are whole milliseconds. */
function instantAt(column: Buffer, index: number): number {
  const microseconds = column.readBigInt64BE(8 * index);
  return microseconds === INFINITY ? Infinity : YEAR_2000_MS + Number(microseconds) / 1_000;
}
