/** The programme document that the service runs, and what offers are made with: `CampaignSettings`. */
export const CAMPAIGN_SETTINGS = Symbol('CAMPAIGN_SETTINGS');
