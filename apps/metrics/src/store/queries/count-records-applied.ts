import { customerUpserted, purchaseCompleted, returnCompleted } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select coalesce(sum(next_offset), 0)::int8 as records from consumer_watermark where topic = any($1)`;

/** The topics that histories come from. */
const TOPICS = [purchaseCompleted, returnCompleted, customerUpserted].map(({ topic }) => topic);

/** A number that grows by 1 with each record from which somebody's history may follow. */
export async function countRecordsApplied(tx: Tx): Promise<bigint> {
  const [row] = await tx.query<{ records: bigint }>(SQL, [TOPICS]);
  return row?.records ?? 0n;
}
