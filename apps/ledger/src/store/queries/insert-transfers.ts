import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { Transfer } from '../../domain/snapshot.js';

const SQL = /* sql */ `
  insert into transfer (account, number, transfer_id, bucket, debit, credit, points, kind, rule, fact_at, fact_source,
                        fact_id, cause_source, cause_id, occurred_at, member_sequence, unit, programme_version, booked_at)
  select booked.*, $17, $18, $19
    from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::int2[], $5::text[], $6::text[], $7::int8[], $8::text[], $9::text[],
                $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[], $16::int8[]) as booked`;

/** @param bookedAt when the chunk was handled; decides the accounting period, never the points */
export async function insertTransfers(
  tx: Tx,
  transfers: readonly Transfer[],
  { unit, programmeVersion, bookedAt }: { unit: string; programmeVersion: number; bookedAt: Date },
): Promise<void> {
  if (transfers.length === 0) return;
  const instant = (at: number) => new Date(at).toISOString();
  await tx.query(
    SQL,
    [
      transfers.map(({ account }) => account),
      transfers.map(({ number }) => number),
      transfers.map(({ transferId }) => transferId),
      transfers.map(({ customerId }) => bucketOf(customerId)),
      transfers.map(({ debit }) => debit),
      transfers.map(({ credit }) => credit),
      transfers.map(({ points }) => points),
      transfers.map(({ kind }) => kind),
      transfers.map(({ rule }) => rule),
      transfers.map(({ fact }) => instant(fact.at)),
      transfers.map(({ fact }) => fact.source),
      transfers.map(({ fact }) => fact.id),
      transfers.map(({ cause }) => cause.source),
      transfers.map(({ cause }) => cause.id),
      transfers.map(({ occurredAt }) => instant(occurredAt)),
      transfers.map(({ memberSequence }) => memberSequence),
      unit,
      programmeVersion,
      bookedAt,
    ],
    'ledger-insert-transfers',
  );
}
