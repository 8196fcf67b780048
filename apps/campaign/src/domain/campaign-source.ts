/** The `source` of everything that this service publishes, and of instants and dates that no event told it of. */
export const CAMPAIGN_SOURCE = '/perennial/campaign';
