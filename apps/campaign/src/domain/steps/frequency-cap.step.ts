import { answersWithin } from '../limits.js';
import { PASSED, type Step } from './step.js';

/** Nobody gets more offers of all campaigns together than the programme says, so that none of them is noise. */
export const frequencyCap: Step = {
  name: 'frequency-cap',
  ask: ({ candidate: { campaign, cause }, situation, bounds: { perCustomer } }) => {
    if (!perCustomer || campaign.exempt) return PASSED;
    const counted = situation.answers.filter(({ offered, counts }) => offered && counts);
    const offers = answersWithin(counted, cause.at, perCustomer.days).length;
    const inputs = { offers, ...perCustomer };
    return offers < perCustomer.most
      ? { reason: 'passed', inputs }
      : { stop: 'withheld', reason: 'frequency-cap', inputs };
  },
};
