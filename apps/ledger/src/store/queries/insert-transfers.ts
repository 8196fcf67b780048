import type { Tx } from '@perennial/persistence';

import type { Transfer } from '../../domain/posting/transfer.js';

// The bucket is the account's: of somebody who was forgotten, no customer id is left to take it from.
const SQL = /* sql */ `
  insert into transfer (account, number, transfer_id, debit, credit, points, kind, rule, thing, programme_version,
                        partner_id, cause_source, cause_id, occurred_at, member_sequence, position, bucket, unit, booked_at,
                        booking_id)
  select booked.*, balance.bucket, $17, $18, $19
    from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::text[], $9::text[],
                $10::int4[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::int8[], $16::int4[])
         as booked (account)
    join balance on balance.account = booked.account`;

export interface Booking {
  /** Random; names the transaction that books. */
  readonly bookingId: string;
  readonly unit: string;
  /** Decides the accounting period, never the points. */
  readonly bookedAt: Date;
}

/** @param transfers in the order of their places in the booking */
export async function insertTransfers(
  tx: Tx,
  transfers: readonly Transfer[],
  { bookingId, unit, bookedAt }: Booking,
): Promise<void> {
  await tx.query(
    SQL,
    [
      transfers.map(({ account }) => account),
      transfers.map(({ number }) => number),
      transfers.map(({ transferId }) => transferId),
      transfers.map(({ debit }) => debit),
      transfers.map(({ credit }) => credit),
      transfers.map(({ points }) => points),
      transfers.map(({ kind }) => kind),
      transfers.map(({ rule }) => rule),
      transfers.map(({ thing }) => thing),
      transfers.map(({ programmeVersion }) => programmeVersion),
      transfers.map(({ partnerId }) => partnerId ?? null),
      transfers.map(({ cause }) => cause.source),
      transfers.map(({ cause }) => cause.id),
      transfers.map(({ occurredAt }) => new Date(occurredAt).toISOString()),
      transfers.map(({ memberSequence }) => memberSequence ?? null),
      transfers.map((_, position) => position),
      unit,
      bookedAt,
      bookingId,
    ],
    'ledger-insert-transfers',
  );
}
