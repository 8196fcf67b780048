import { budgetName, firstExceeded, wantsOf } from '../budget.js';
import { PASSED, type Step } from './step.js';

/** The budgets of the month have enough left for this offer. Of money nothing is given for what nobody knows the worth of. */
export const budget: Step = {
  name: 'budget',
  ofEachOffer: true,
  ask: ({ candidate: { campaign }, month, worth, budgets }) => {
    if (campaign.budgetPerMonth?.money && !worth)
      return { stop: 'withheld', reason: 'budget', inputs: { month, worth: 'unknown' } };
    const exceeded = firstExceeded(wantsOf(campaign, month, worth), budgets);
    if (!exceeded) return PASSED;
    const { unit, limit, amount } = exceeded;
    const use = budgets.get(budgetName(exceeded));
    const used = (use?.reserved ?? 0) + (use?.spent ?? 0);
    return { stop: 'withheld', reason: 'budget', inputs: { month, unit, limit, used, wanted: amount } };
  },
};
