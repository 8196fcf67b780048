import { LoyaltyError } from '@perennial/contracts';
import type { VariableProblem } from '@perennial/environment';

/** The environment cannot be worked with; lists every wrong key, not only the first. */
export class ConfigInvalid extends LoyaltyError {
  readonly code = 'CONFIG_INVALID';
  readonly retryable = false;

  constructor(
    readonly service: string,
    readonly problems: readonly VariableProblem[],
  ) {
    const lines = problems.map(({ key, message }) => `  ${key}: ${message}`);
    super(
      `${service} cannot start, ${problems.length === 1 ? 'a setting is' : 'settings are'} wrong (CONFIG_INVALID):\n${lines.join('\n')}`,
    );
  }
}

/** Another process listens where this service should. */
export class PortTaken extends LoyaltyError {
  readonly code = 'PORT_TAKEN';
  readonly retryable = false;
}
