import type { Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  select exists (select from webhook_endpoint where deleted_at is null and types && $1::text[]) as told`;

/** Whether an endpoint wants messages of one of the types. One that is disabled does, too: it may be enabled again. */
export async function isAnybodyTold(tx: Tx, types: readonly string[]): Promise<boolean> {
  const [row] = await tx.query<{ told: boolean }>(SQL, [types], 'webhooks.is-anybody-told');
  return row?.told === true;
}
