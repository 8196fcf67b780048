import { hash } from 'node:crypto';

/**
 * In one call, and by way of a string: a hash object for each leaf, or a buffer made by the library, takes several times
 * as long as the hash itself.
 */
export const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
