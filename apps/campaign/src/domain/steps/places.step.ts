import { PASSED, type Step } from './step.js';

/** Nobody is offered an experience that they could not have: every slot is full, or has begun. */
export const places: Step = {
  name: 'places',
  ask: ({ candidate: { campaign }, placesLeft }) => {
    const left = placesLeft.get(campaign.id);
    if (left === undefined) return PASSED;
    return left > 0
      ? { reason: 'passed', inputs: { left } }
      : { stop: 'skipped', reason: 'no-place-left', inputs: { left } };
  },
};
