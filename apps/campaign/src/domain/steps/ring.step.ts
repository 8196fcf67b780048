import { PASSED, type Step } from './step.js';

/** Who seems to have brought themselves gets nothing for it. */
export const ring: Step = {
  name: 'ring',
  ask: ({ candidate: { ring: signs = [] } }) =>
    signs.length === 0 ? PASSED : { stop: 'skipped', reason: 'referral-ring', inputs: { signs: signs.join(', ') } },
};
