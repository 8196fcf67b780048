import type { SealedTransfer } from '../domain/sealed-transfer.js';

/** Every column that is sealed. Instants with their microseconds: a `Date` would drop them. */
export const SELECT_TRANSFERS = /* sql */ `
  select account, number, transfer_id, debit, credit, points, unit, kind, rule, thing, programme_version, partner_id,
         cause_source, cause_id, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at,
         (extract(epoch from booked_at) * 1000)::float8 as booked_at, member_sequence, booking_id, position
    from transfer`;

export interface TransferRow {
  readonly account: string;
  readonly number: bigint;
  readonly transfer_id: string;
  readonly debit: string;
  readonly credit: string;
  readonly points: bigint;
  readonly unit: string;
  readonly kind: string;
  readonly rule: string;
  readonly thing: string | null;
  readonly programme_version: number;
  readonly partner_id: string | null;
  readonly cause_source: string;
  readonly cause_id: string;
  readonly occurred_at: number;
  readonly booked_at: number;
  readonly member_sequence: bigint | null;
  readonly booking_id: string;
  readonly position: number;
}

export function sealedTransferOf(row: TransferRow): SealedTransfer {
  return {
    account: row.account,
    number: row.number,
    transferId: row.transfer_id,
    debit: row.debit,
    credit: row.credit,
    points: row.points,
    unit: row.unit,
    kind: row.kind,
    rule: row.rule,
    thing: row.thing,
    programmeVersion: row.programme_version,
    partnerId: row.partner_id,
    causeSource: row.cause_source,
    causeId: row.cause_id,
    occurredAt: row.occurred_at,
    bookedAt: row.booked_at,
    memberSequence: row.member_sequence,
  };
}
