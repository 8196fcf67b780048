import { unknownEndpoint } from '../errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * An id of an endpoint as it was given: anything else is unknown, not malformed.
 *
 * @throws ProblemError UNKNOWN_ENDPOINT
 */
export function givenId(id: string): string {
  if (!UUID.test(id)) throw unknownEndpoint();
  return id;
}
