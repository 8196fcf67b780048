import { allBudgets } from '@perennial/programme';

import { budgetName, firstExceeded, hasBudgetOfMoney, wantsOf } from '../budget.js';
import { periodOf } from '../period.js';
import { PASSED, type Step } from './step.js';

/**
 * The budgets have enough left for this offer. Of money nothing is given for what nobody knows the worth of, and of a budget that
 * each location has nothing for what nobody knows the place of.
 */
export const budget: Step = {
  name: 'budget',
  ofEachOffer: true,
  ask: ({ candidate: { campaign, location }, day, worth, budgets }) => {
    const month = periodOf(day, 'month');
    if (!worth && hasBudgetOfMoney(campaign))
      return { stop: 'withheld', reason: 'budget', inputs: { month, worth: 'unknown' } };
    if (location === undefined && allBudgets(campaign).some(({ per }) => per === 'location'))
      return { stop: 'withheld', reason: 'budget', inputs: { month, location: 'unknown' } };
    const exceeded = firstExceeded(wantsOf(campaign, { day, location }, worth), budgets);
    if (!exceeded) return PASSED;
    const { period, unit, limit, amount } = exceeded;
    const use = budgets.get(budgetName(exceeded));
    const used = (use?.reserved ?? 0) + (use?.spent ?? 0);
    return { stop: 'withheld', reason: 'budget', inputs: { period, unit, limit, used, wanted: amount } };
  },
};
