import { ProblemError } from '@perennial/service';

export function unknownCase(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_CASE', 'There is no case of this id, or its customer was forgotten.');
}
