import { ProblemError } from '@perennial/service';

export function unknownSuggestion(): ProblemError {
  const detail = 'There is no suggestion of this id, or its customer was forgotten.';
  return new ProblemError(404, 'UNKNOWN_SUGGESTION', detail);
}
