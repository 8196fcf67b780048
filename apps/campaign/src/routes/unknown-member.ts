import { ProblemError } from '@perennial/service';

export function unknownMember(): ProblemError {
  return new ProblemError(404, 'UNKNOWN_MEMBER', 'No event that was accepted has named this customer.');
}
