import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into household (household_id, bucket, members, formed_at) values ($1, $2, $3::uuid[], $4)`;

export interface NewHousehold {
  readonly householdId: string;
  readonly bucket: number;
  /** In the order of their customer ids. */
  readonly accounts: readonly string[];
  readonly at: Date;
}

/** Who forms it. Who is in it later is told by the facts. */
export async function insertHousehold(tx: Tx, { householdId, bucket, accounts, at }: NewHousehold): Promise<void> {
  await tx.query(SQL, [householdId, bucket, accounts, at], 'ledger-insert-household');
}
