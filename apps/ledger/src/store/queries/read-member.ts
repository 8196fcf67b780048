import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import type { Lot } from '../../domain/lot.js';
import type { Member } from '../../domain/posting/transfer.js';
import { MEMBER_COLUMNS, memberFrom, type MemberRow } from '../member-row.js';

const instants = (column: string) => `json_agg((date_part('epoch', ${column}) * 1000)::int8)`;

// One statement, so that wallet and lots are of the same moment. A member may have thousands of lots: as a list for each
// column, all in the same order, they are an eighth of the work of an object for each. The lots are those that
// `loadOpenLots` finds: what is held may come back, and its lot says until when.
const SQL = /* sql */ `
  select member.customer_id, ${MEMBER_COLUMNS}, lots.*
    from member
    join balance on balance.account = member.account
    cross join lateral (
      select coalesce(json_agg(rule), '[]') as rules, json_agg(thing) as things, json_agg(points::text) as lot_points,
             json_agg(pending) as lot_pending, json_agg(expired::text) as lot_expired, ${instants('earned_at')} as earned_at,
             json_agg(earned_source) as earned_sources, json_agg(earned_id) as earned_ids,
             ${instants('available_at')} as available_at, ${instants('expires_at')} as expires_at
        from lot where lot.account = member.account and (lot.points > 0 or lot.held)
    ) lots
   where member.customer_id = $1`;

/** Empty where there are no lots: only `rules` is a list then. */
interface LotColumns {
  readonly rules: readonly string[];
  readonly things: readonly string[];
  readonly lot_points: readonly string[];
  readonly lot_pending: readonly boolean[];
  readonly lot_expired: readonly string[];
  readonly earned_at: readonly number[];
  readonly earned_sources: readonly string[];
  readonly earned_ids: readonly string[];
  readonly available_at: readonly number[];
  readonly expires_at: readonly (number | null)[];
}

/** The member with everything that was accepted so far; undefined for a customer nobody has named. Locks nothing. */
export async function readMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
): Promise<Member | undefined> {
  const [row] = await tx.query<MemberRow & LotColumns>(SQL, [customerId], 'ledger-read-member');
  return row && memberFrom(row, lotsOf(row), programmes);
}

function lotsOf(columns: LotColumns): Lot[] {
  const { things, lot_points, lot_pending, lot_expired, earned_at, earned_sources, earned_ids } = columns;
  return columns.rules.map((rule, index) => {
    const expiresAt = columns.expires_at[index] ?? undefined;
    return {
      rule,
      thing: things[index] ?? '',
      earned: { at: earned_at[index] ?? 0, source: earned_sources[index] ?? '', id: earned_ids[index] ?? '' },
      availableAt: columns.available_at[index] ?? 0,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      points: BigInt(lot_points[index] ?? 0),
      pending: lot_pending[index] ?? false,
      expired: BigInt(lot_expired[index] ?? 0),
      forgiven: 0n,
    };
  });
}
