import { Campaign } from './campaigns.schema.js';

/** A campaign that stands in no document and runs once, at an instant or at once: else as the document would have it. */
export const AdHocCampaign = Campaign.superRefine(({ trigger }, context) => {
  const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (trigger.kind !== 'schedule') {
    issue(
      ['trigger', 'kind'],
      'must be schedule: whatever else there is waits for something, and stands in the document',
    );
    return;
  }
  if (trigger.cron !== undefined)
    issue(['trigger', 'cron'], 'must not be there: what comes again stands in the document');
  if (trigger.at && trigger.at.length > 1) issue(['trigger', 'at'], 'must have one instant: it runs once');
});
