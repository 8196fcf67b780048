import { PASSED, type Step } from './step.js';

/** Who said no to offers gets none; a campaign that needs a consent is for those who gave it. */
export const consent: Step = {
  name: 'consent',
  ask: ({ candidate, situation }) => {
    const { consents } = situation.features.profile;
    if (consents?.['offers'] === false) return { stop: 'skipped', reason: 'no-consent', inputs: { consent: 'offers' } };
    const needed = candidate.campaign.consent;
    if (needed === undefined || consents?.[needed] === true) return PASSED;
    return { stop: 'skipped', reason: 'no-consent', inputs: { consent: needed } };
  },
};
