import { accessOf, windowOf } from '../access.js';
import { PASSED, type Step } from './step.js';

const at = (instant: number): string => new Date(instant).toISOString();

/** Nobody is invited to have access before everybody else who will not have it, or when everybody has it. */
export const accessWindow: Step = {
  name: 'access-window',
  ask: ({ candidate: { campaign, cause }, situation, windows, now }) => {
    const window = windowOf(campaign.offer, windows);
    if (!window) return PASSED;
    const { opensAt } = window;
    if (Math.max(now, cause.at) >= opensAt)
      return { stop: 'skipped', reason: 'open-to-all', inputs: { opensAt: at(opensAt) } };
    const { from } = accessOf(window, situation.features.tier, now);
    const inputs = { tier: situation.features.tier ?? 'unknown', from: at(from), opensAt: at(opensAt) };
    return from < opensAt ? { reason: 'passed', inputs } : { stop: 'skipped', reason: 'no-early-access', inputs };
  },
};
