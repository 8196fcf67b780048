import { plainColumn, type Tx } from '@perennial/persistence';

import type { IssuedCode } from '../domain/code-terms.js';
import { ISSUED_CODE, issuedCodeOf, type IssuedCodeRow } from './issued-code-row.js';

const FIND = /* sql */ `select ${ISSUED_CODE} where i.digest = any($1::uuid[])`;

// `order by` fixes the lock order: two orders with the same codes then wait for each other instead of deadlocking.
const LOCK = /* sql */ `${FIND} order by i.digest for update of i`;

/** What is known of codes at this moment, by digest. */
export async function findCodes(tx: Tx, digests: readonly string[]): Promise<Map<string, IssuedCode>> {
  return load(tx, FIND, digests, 'campaign.find-codes');
}

/** The same, and nobody else uses them or gives them back until `tx` ends. After orders and customers. */
export async function lockCodes(tx: Tx, digests: readonly string[]): Promise<Map<string, IssuedCode>> {
  return load(tx, LOCK, digests, 'campaign.lock-codes');
}

async function load(tx: Tx, sql: string, digests: readonly string[], name: string): Promise<Map<string, IssuedCode>> {
  if (digests.length === 0) return new Map();
  const rows = await tx.query<IssuedCodeRow>(sql, [plainColumn(digests, (digest) => digest)], name);
  return new Map(rows.map((row) => [row.digest, issuedCodeOf(row)]));
}
