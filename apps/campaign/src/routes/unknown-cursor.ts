import { ProblemError } from '@perennial/service';

/** Of a cursor that is not there: behind it nothing would be listed, and that would look like the end. */
export function unknownCursor(): ProblemError {
  const errors = [{ pointer: '#/cursor', message: 'must be the nextCursor of the page before' }];
  return new ProblemError(400, 'INVALID_REQUEST', 'No page ended with this cursor.', { errors });
}
