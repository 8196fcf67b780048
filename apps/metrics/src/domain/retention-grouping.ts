import { PERIODS } from './survey-window.js';

/**
 * What customers and their purchases are told apart by. A period or currency is the purchase's. A cohort is the month of a
 * customer's first purchase; channel and category are those of a customer's first order that counts, so that nobody changes
 * the group by buying on; who bought several categories in it is in each of them. The tier is the one in which a
 * purchase's day began; a campaign has the purchases from the day on on which it first made the customer an offer.
 */
export const RETENTION_GROUPINGS = [
  ...PERIODS,
  'cohort',
  'currency',
  'channel',
  'category',
  'tier',
  'campaign',
] as const;

export type RetentionGrouping = (typeof RETENTION_GROUPINGS)[number];
