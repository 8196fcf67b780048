import { drawOf, DRAWS } from './draw.js';

/** The group of a campaign a customer belongs to: `holdout` gets nothing, so that the others can be compared with it. */
export type Arm = 'treatment' | 'holdout';

/**
 * The group a customer belongs to in a campaign, the same for ever and in every process.
 *
 * The draw is the first 32 bits of a name-based UUID (SHA-1) of the list `holdout`, campaign, customer: even over
 * customers, and independent between campaigns, because the campaign is part of what is hashed. The holdout are the
 * lowest draws, so whoever is in a holdout of 10 % is also in one of 20 %: raising the share moves nobody out of it.
 *
 * @param percent share of the holdout, 0 (nobody) to 100 (everybody)
 */
export function armOf(customerId: string, campaignId: string, percent: number): Arm {
  return drawOf('holdout', campaignId, customerId) * 100 < percent * DRAWS ? 'holdout' : 'treatment';
}
