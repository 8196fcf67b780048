import type { Step } from './step.js';

/** The holdout gets nothing. After eligibility, so that those withheld compare with those offered. */
export const notHeldOut: Step = ({ arm }) =>
  arm === 'holdout' ? { outcome: 'withheld', reason: 'holdout' } : undefined;
