import { ProblemError } from '@perennial/service';

export function unknownReview(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_REVIEW', 'No publication that was accepted has named this review.');
}
