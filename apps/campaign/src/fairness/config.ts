import { wantedNumber } from '@perennial/service';

/** What the campaign service reads from its environment for what it tells of groups of customers. */
export const fairnessSettings = {
  /** Fewest customers that a figure of a group is told of, as in the metrics service. */
  CAMPAIGN_MINIMUM_N: wantedNumber(999).default(10),
};
