import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { lotKey } from '../../domain/lot.js';
import { Lots } from '../../domain/lots.js';
import type { LotPoints } from '../../domain/member-view.js';
import type { Member } from '../../domain/posting/transfer.js';
import { memberFrom, MEMBER_COLUMNS, type MemberRow } from '../member-row.js';
import { lotsElsewhere } from '../json-state.js';
import { instantAt, viewOfBytes } from '../packed-instants.js';

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

/** What is stored of a member. */
export interface StoredMember extends Pick<Member, 'account' | 'state'> {
  /** Present where the state has all its lots elsewhere, because none of them has any say up to the instant. */
  readonly lots?: readonly LotPoints[];
}

/**
 * The member with everything that was accepted so far; undefined for a customer nobody has named. Locks nothing. Lots are
 * good for letting time pass and for nothing else: they have names only where something is reserved.
 *
 * @param asOf up to when time is to pass, in milliseconds since 1970
 */
export async function readMember(
  tx: Tx,
  programmes: ProgrammeHistory,
  customerId: string,
  asOf: number,
): Promise<StoredMember | undefined> {
  const [row] = await tx.query<MemberRow & LotColumns>(SQL, [customerId], 'ledger-read-member');
  if (!row) return undefined;
  // Points that are reserved may come back to any of the lots.
  const left = row.state === null || row.reserved > 0n ? undefined : lotsElsewhere(row.state, row, asOf);
  const { account, state } = memberFrom(row, left ? new Lots([], left) : lotsOf(row), programmes);
  return { account, state, ...(left ? { lots: unpacked(row.packed) } : {}) };
}

interface PackedLot extends LotPoints {
  readonly pending: boolean;
}

function unpacked(packed: Buffer | null): PackedLot[] {
  const view = packed && viewOfBytes(packed);
  if (!view) return [];
  return Array.from({ length: view.byteLength / PACKED.size }, (_, index) => {
    const start = index * PACKED.size;
    const expiresAt = instantAt(view, start + PACKED.expiresAt);
    return {
      points: view.getBigInt64(start + PACKED.points),
      availableAt: instantAt(view, start + PACKED.availableAt),
      expiresAt: expiresAt === Infinity ? undefined : expiresAt,
      pending: view.getUint8(start + PACKED.pending) === 1,
    };
  });
}

function lotsOf({ packed, names }: LotColumns): Lots {
  const lots = new Lots();
  for (const [index, lot] of unpacked(packed).entries()) {
    const name = names?.[index];
    lots.set(name ? lotKey(name) : namelessKey(index), {
      rule: name?.rule ?? '',
      thing: name?.thing ?? String(index),
      earned: name ? { at: name.at, source: name.source, id: name.id } : NAMELESS,
      ...lot,
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
