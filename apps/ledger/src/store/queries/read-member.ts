import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { lotKey } from '../../domain/lot.js';
import { Lots } from '../../domain/lots.js';
import type { Member } from '../../domain/posting/transfer.js';
import { memberFrom, MEMBER_COLUMNS, type MemberRow } from '../member-row.js';

// One statement, so that wallet and lots are of the same moment. A member may have thousands of lots: of each that holds
// points the four values that a wallet shows, in binary, one lot after the other, are a fifth of the work of a row for each.
// What a lot is called matters only to a reservation that lapses: its points go back to their lots, if these are not gone.
// The lots are those that `loadOpenLots` finds: what is held may come back, and its lot says until when.
const SQL = /* sql */ `
  select member.customer_id, ${MEMBER_COLUMNS}, lots.*
    from member
    join balance on balance.account = member.account
    cross join lateral (
      select string_agg(int8send(points) || timestamptz_send(available_at) ||
                        timestamptz_send(coalesce(expires_at, 'infinity')) || boolsend(pending), '') as packed,
             json_agg(json_build_object('rule', rule, 'thing', thing, 'expired', expired::text,
                                        'at', (date_part('epoch', earned_at) * 1000)::int8,
                                        'source', earned_source, 'id', earned_id))
               filter (where balance.reserved > 0) as names
        from lot where lot.account = member.account and (lot.points > 0 or lot.held)
    ) lots
   where member.customer_id = $1`;

/** Where each value of a lot begins, in bytes. */
const PACKED = { points: 0, availableAt: 8, expiresAt: 16, pending: 24, size: 25 };

/** Null where there are no lots. Both are in the same order. */
interface LotColumns {
  readonly packed: Buffer | null;
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
 * The member with everything that was accepted so far; undefined for a customer nobody has named. Locks nothing. Lots are
 * good for letting time pass and for nothing else: they have names only where something is reserved.
 */
export async function readMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
): Promise<Pick<Member, 'account' | 'state'> | undefined> {
  const [row] = await tx.query<MemberRow & LotColumns>(SQL, [customerId], 'ledger-read-member');
  if (!row) return undefined;
  const { account, state } = memberFrom(row, lotsOf(row), programmes);
  return { account, state };
}

function lotsOf({ packed, names }: LotColumns): Lots {
  const lots = new Lots();
  if (!packed) return lots;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let index = 0; index * PACKED.size < packed.length; index += 1) {
    const start = index * PACKED.size;
    const name = names?.[index];
    const expiresAt = instantAt(view, start + PACKED.expiresAt);
    lots.set(name ? lotKey(name) : namelessKey(index), {
      rule: name?.rule ?? '',
      thing: name?.thing ?? String(index),
      earned: name ? { at: name.at, source: name.source, id: name.id } : NAMELESS,
      availableAt: instantAt(view, start + PACKED.availableAt),
      ...(expiresAt === Infinity ? {} : { expiresAt }),
      points: view.getBigInt64(start + PACKED.points),
      pending: view.getUint8(start + PACKED.pending) === 1,
      expired: name ? BigInt(name.expired) : 0n,
      forgiven: 0n,
    });
  }
  return lots;
}

const NAMELESS = { at: 0, source: '', id: '' };
/** Made once for all members. */
const namelessKeys: string[] = [];

function namelessKey(index: number): string {
  return (namelessKeys[index] ??= lotKey({ rule: '', thing: String(index) }));
}

const YEAR_2000_MS = Date.UTC(2000, 0);
const INFINITY_HIGH = 0x7fffffff;

/** As Postgres sends a timestamptz: microseconds since 2000, the greatest number for infinity. Ours are whole milliseconds. */
function instantAt(view: DataView, offset: number): number {
  const high = view.getInt32(offset);
  if (high === INFINITY_HIGH) return Infinity;
  // Beyond the year 4283 a double has no room for the last microseconds.
  return YEAR_2000_MS + Math.round((high * 2 ** 32 + view.getUint32(offset + 4)) / 1_000);
}
