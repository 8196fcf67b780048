import { hash } from 'node:crypto';

/** Number of buckets. Fixed for ever: a stored bucket is never recomputed to another value. */
export const BUCKETS = 1024;

/**
 * The bucket of a customer id (for guests: of the business id), 0 to 1023. Rows carry it so that whole buckets can
 * move between databases one day. First two bytes of SHA-256, so that any language can compute it.
 */
export function bucketOf(customerOrBusinessId: string): number {
  const known = remembered.get(customerOrBusinessId);
  if (known !== undefined) return known;
  const bucket = Number.parseInt(hash('sha256', customerOrBusinessId, 'hex').slice(0, 4), 16) % BUCKETS;
  if (remembered.size === REMEMBERED) remembered.clear();
  remembered.set(customerOrBusinessId, bucket);
  return bucket;
}

/** One id is asked for many times while its event goes through a service. */
const remembered = new Map<string, number>();
const REMEMBERED = 20_000;
