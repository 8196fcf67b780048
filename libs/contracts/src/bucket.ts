import { createHash } from 'node:crypto';

/** Number of buckets. Fixed for ever: a stored bucket is never recomputed to another value. */
export const BUCKETS = 1024;

/**
 * The bucket of a customer id (for guests: of the business id), 0 to 1023. Rows carry it so that whole buckets can
 * move between databases one day. First two bytes of SHA-256, so that any language can compute it.
 */
export function bucketOf(customerOrBusinessId: string): number {
  return createHash('sha256').update(customerOrBusinessId, 'utf8').digest().readUInt16BE(0) % BUCKETS;
}
