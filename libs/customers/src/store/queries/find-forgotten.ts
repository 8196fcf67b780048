import { deterministicId } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select digest from erased_subject where digest = any($1::uuid[])`;

/** What stands for a customer who was forgotten. */
export function erasedDigest(customerId: string): string {
  return deterministicId('erased-subject', customerId);
}

/** Those of the customers who were forgotten. */
export async function findForgotten(tx: Tx, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const byDigest = new Map(customerIds.map((customerId) => [erasedDigest(customerId), customerId]));
  const digests = plainColumn([...byDigest.keys()], (digest) => digest);
  const rows = await tx.query<{ digest: string }>(SQL, [digests], 'customers.find-forgotten');
  return new Set(rows.flatMap(({ digest }) => byDigest.get(digest) ?? []));
}
