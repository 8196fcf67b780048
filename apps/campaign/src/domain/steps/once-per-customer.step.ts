import type { Step } from './step.js';

/** A campaign answers each customer once for ever, with an offer or by withholding one. */
export const oncePerCustomer: Step = ({ answeredBefore }) =>
  answeredBefore ? { outcome: 'skipped', reason: 'once-per-customer' } : undefined;
