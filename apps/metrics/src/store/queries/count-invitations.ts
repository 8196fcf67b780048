import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `select count(*) as invitations from survey_invitation where customer_id = $1 and day >= $2`;

/** How often a person was invited to surveys. @param from YYYY-MM-DD, inclusive */
export async function countInvitations(tx: Tx, customerId: string, from: string): Promise<number> {
  const [row] = await tx.query<{ invitations: bigint }>(SQL, [customerId, from], 'metrics.count-invitations');
  return Number(row?.invitations ?? 0);
}
