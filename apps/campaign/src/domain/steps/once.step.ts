import { answersWithin, limitOf } from '../limits.js';
import { PASSED, type Step } from './step.js';

/** A campaign answers a customer no more often than its limit says, with an offer or by holding it out; each occasion once. */
export const once: Step = {
  name: 'limit',
  ask: ({ candidate: { campaign, cause, occasion }, situation }) => {
    const answers = situation.answers.filter(({ campaignId }) => campaignId === campaign.id);
    if (occasion !== undefined && answers.some((answer) => answer.occasion === occasion))
      return { stop: 'skipped', reason: 'once-per-occasion', inputs: { occasion } };
    const limit = limitOf(campaign);
    if (!limit) return PASSED;
    const { most, days } = limit;
    const answered = answersWithin(answers, cause.at, days).length;
    if (answered < most) return PASSED;
    if (days === undefined && most === 1) return { stop: 'skipped', reason: 'once-per-customer' };
    return {
      stop: 'skipped',
      reason: most === 1 ? 'cooldown' : 'limit-reached',
      inputs: { answered, most, ...(days !== undefined && { days }) },
    };
  },
};
