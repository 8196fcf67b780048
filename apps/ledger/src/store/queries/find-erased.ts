import { deterministicId } from '@perennial/contracts';
import { plainColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `select digest from erased_subject where digest = any($1::uuid[])`;

/** What stands for a customer who was forgotten. */
export function erasedDigest(customerId: string): string {
  return deterministicId('erased-subject', customerId);
}

/** Those of the customers who were forgotten. */
export async function findErased(tx: Tx, customerIds: readonly string[]): Promise<Set<string>> {
  return findErasedBy(tx, digestsOf(customerIds));
}

/** For who asks twice: the customers by what would stand for them. */
export function digestsOf(customerIds: Iterable<string>): ReadonlyMap<string, string> {
  return new Map(Array.from(new Set(customerIds), (customerId) => [erasedDigest(customerId), customerId]));
}

export async function findErasedBy(tx: Tx, byDigest: ReadonlyMap<string, string>): Promise<Set<string>> {
  if (byDigest.size === 0) return new Set();
  const digests = plainColumn([...byDigest.keys()], (digest) => digest);
  const rows = await tx.query<{ digest: string }>(SQL, [digests], 'ledger-find-erased');
  return new Set(rows.flatMap(({ digest }) => byDigest.get(digest) ?? []));
}
