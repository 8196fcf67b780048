import { PASSED, type Step } from './step.js';

/** The holdouts get nothing. After eligibility, so that those withheld compare with those offered. */
export const holdout: Step = {
  name: 'holdout',
  ask: ({ arm, controlArm }) => {
    if (controlArm === 'holdout') return { stop: 'withheld', reason: 'control-group' };
    return arm === 'holdout' ? { stop: 'withheld', reason: 'holdout' } : PASSED;
  },
};
