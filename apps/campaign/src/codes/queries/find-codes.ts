import { plainColumn, type Tx } from '@perennial/persistence';

import type { IssuedCode } from '../domain/code-terms.js';
import { ISSUED_CODE, issuedCodeOf, type IssuedCodeRow } from './issued-code-row.js';

const FIND = /* sql */ `select ${ISSUED_CODE} where i.digest = any($1::uuid[])`;

// `order by` fixes the lock order: two orders with the same codes then wait for each other instead of deadlocking.
const LOCK = /* sql */ `select from issued_code where digest = any($1::uuid[]) order by digest for update`;

/** What is known of codes at this moment, by digest. */
export async function findCodes(tx: Tx, digests: readonly string[]): Promise<Map<string, IssuedCode>> {
  if (digests.length === 0) return new Map();
  const rows = await tx.query<IssuedCodeRow>(FIND, [column(digests)], 'campaign.find-codes');
  return new Map(rows.map((row) => [row.digest, issuedCodeOf(row)]));
}

/** The same, and nobody else uses them or gives them back until `tx` ends. After orders and customers. */
export async function lockCodes(tx: Tx, digests: readonly string[]): Promise<Map<string, IssuedCode>> {
  if (digests.length === 0) return new Map();
  await tx.query(LOCK, [column(digests)], 'campaign.lock-codes');
  // One statement that locks and reads would see the row it waited for as it is, and the coupon and its customer as they were.
  return findCodes(tx, digests);
}

const column = (digests: readonly string[]): string => plainColumn(digests, (digest) => digest);
