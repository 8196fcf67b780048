import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Transfer } from '../../domain/posting/transfer.js';

// The bucket is the account's: of somebody who was forgotten, no customer id is left to make it of.
const SQL = /* sql */ `
  insert into transfer (account, number, transfer_id, debit, credit, points, kind, rule, thing, programme_version,
                        partner_id, cause_source, cause_id, occurred_at, member_sequence, position, bucket, unit, booked_at,
                        booking_id)
  select account, number, transfer_id, debit, credit, points, kind, rule, thing, programme_version, partner_id, cause_source,
         cause_id, occurred_at, member_sequence, position,
         coalesce(booked.bucket, (select balance.bucket from balance where balance.account = booked.account)), $18, $19, $20
    from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::text[], $9::text[],
                $10::int4[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::int8[], $16::int4[],
                $17::int2[])
         as booked (account, number, transfer_id, debit, credit, points, kind, rule, thing, programme_version, partner_id,
                    cause_source, cause_id, occurred_at, member_sequence, position, bucket)`;

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
      plainColumn(transfers, ({ account }) => account),
      plainColumn(transfers, ({ number }) => number),
      plainColumn(transfers, ({ transferId }) => transferId),
      plainColumn(transfers, ({ debit }) => debit),
      plainColumn(transfers, ({ credit }) => credit),
      plainColumn(transfers, ({ points }) => points),
      plainColumn(transfers, ({ kind }) => kind),
      textColumn(transfers, ({ rule }) => rule),
      textColumn(transfers, ({ thing }) => thing),
      plainColumn(transfers, ({ programmeVersion }) => programmeVersion),
      textColumn(transfers, ({ partnerId }) => partnerId),
      textColumn(transfers, ({ cause }) => cause.source),
      textColumn(transfers, ({ cause }) => cause.id),
      instantColumn(transfers, ({ occurredAt }) => occurredAt),
      plainColumn(transfers, ({ memberSequence }) => memberSequence),
      plainColumn([...transfers.keys()], (position) => position),
      plainColumn(transfers, ({ customerId }) => (customerId === '' ? null : bucketOf(customerId))),
      unit,
      bookedAt,
      bookingId,
    ],
    'ledger-insert-transfers',
  );
}
