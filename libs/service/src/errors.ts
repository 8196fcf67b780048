import { LoyaltyError } from '@perennial/contracts';

/** One wrong environment variable, and what would be right. */
export interface ConfigProblem {
  readonly key: string;
  readonly message: string;
}

/** The environment cannot be worked with; lists every wrong key, not only the first. */
export class ConfigInvalid extends LoyaltyError {
  readonly code = 'CONFIG_INVALID';
  readonly retryable = false;

  constructor(
    readonly service: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`);
    super(
      `${service} cannot start, ${problems.length === 1 ? 'a setting is' : 'settings are'} wrong:\n${lines.join('\n')}`,
    );
  }
}

/** Another process listens where this service should. */
export class PortTaken extends LoyaltyError {
  readonly code = 'PORT_TAKEN';
  readonly retryable = false;
}
