import { LoyaltyError } from '@perennial/contracts';

import type { DocumentPath } from './document-places.js';

/** Why a document cannot be the next version of a programme, and at which path of it. */
export interface Refusal {
  readonly path: DocumentPath;
  readonly message: string;
}

const inWords = (refusals: readonly Refusal[]): string =>
  refusals.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n');

/** The version is there already, with other content: what an award was decided by must not change afterwards. */
export class ProgrammeVersionTaken extends LoyaltyError {
  readonly code = 'PROGRAMME_VERSION_TAKEN';
  readonly retryable = false;
  readonly refusals: readonly Refusal[];

  /** @param differences from the version that is there, one a line */
  constructor(version: number, next: number, differences: readonly string[]) {
    const message = `is there already with other content (${differences.join('; ')}); give the changed document version ${next}`;
    const refusals = [{ path: ['version'], message: `${version} ${message}` }];
    super(inWords(refusals));
    this.refusals = refusals;
  }
}

/** The version is below one that is there. */
export class ProgrammeVersionTooLow extends LoyaltyError {
  readonly code = 'PROGRAMME_VERSION_TOO_LOW';
  readonly retryable = false;
  readonly refusals: readonly Refusal[];

  constructor(version: number, highest: number) {
    const refusals = [{ path: ['version'], message: `${version} must be above ${highest}, the highest there is` }];
    super(inWords(refusals));
    this.refusals = refusals;
  }
}

/** The version would start in the past, or not after the one before it. */
export class ProgrammeStartsTooEarly extends LoyaltyError {
  readonly code = 'PROGRAMME_STARTS_TOO_EARLY';
  readonly retryable = false;
  readonly refusals: readonly Refusal[];

  constructor(message: string) {
    const refusals = [{ path: ['effectiveFrom'], message }];
    super(inWords(refusals));
    this.refusals = refusals;
  }
}

/** Something would change that earlier versions have fixed for good. */
export class ProgrammeChangeRefused extends LoyaltyError {
  readonly code = 'PROGRAMME_CHANGE_REFUSED';
  readonly retryable = false;

  constructor(readonly refusals: readonly Refusal[]) {
    super(inWords(refusals));
  }
}
