import type { Tx } from '@perennial/persistence';

import { erasedDigest } from '../store/queries/find-erased.js';

const NAMED = /* sql */ `
  select 'member' as place, customer_id from member
   union all
  select 'parked event ' || event_id, data ->> 'customerId' from parked_event where data ? 'customerId'`;

/** What tells of a customer who was forgotten, in words. */
export async function findRemembered(tx: Tx): Promise<string | undefined> {
  const digests = await tx.query<{ digest: string }>('select digest from erased_subject');
  if (digests.length === 0) return undefined;
  const erased = new Set(digests.map(({ digest }) => digest));
  const named = await tx.query<{ place: string; customer_id: string }>(NAMED);
  const found = named.find(({ customer_id: customerId }) => erased.has(erasedDigest(customerId)));
  // Whose it is must not be said here either.
  if (found) return `${found.place.split(' ')[0]} names a customer who was forgotten`;
  const [kept] = await tx.query<{ id: bigint }>(
    `select id from quarantine where reason = 'SUBJECT_ERASED' and (key is not null or value is not null) limit 1`,
  );
  return kept && `row ${kept.id} of the quarantine keeps what it was refused for`;
}
