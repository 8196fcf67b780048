import { PERIODS } from './survey-window.js';

/**
 * What customers are told apart by. A cohort is the month of a customer's first purchase; channel and category are those of a
 * customer's first order that counts, so that nobody changes the group by buying on; who bought several categories in it is
 * in each of them. Tier and campaigns are those of a day, which the report names.
 */
export const CUSTOMER_GROUPINGS = ['cohort', 'channel', 'category', 'tier', 'campaign'] as const;

export type CustomerGrouping = (typeof CUSTOMER_GROUPINGS)[number];

/** What cohorts are told apart by: as the first purchase found the customer. */
export const COHORT_GROUPINGS = [
  'channel',
  'category',
  'tier',
  'campaign',
] as const satisfies readonly CustomerGrouping[];

export type CohortGrouping = (typeof COHORT_GROUPINGS)[number];

/**
 * What customers and their purchases are told apart by. A period or currency is the purchase's. The tier is the one in which a
 * purchase's day began; a campaign has the purchases from the day on on which it first made the customer an offer.
 */
export const RETENTION_GROUPINGS = [...PERIODS, 'currency', ...CUSTOMER_GROUPINGS] as const;

export type RetentionGrouping = (typeof RETENTION_GROUPINGS)[number];

/** The same for a report that always tells currencies apart. */
export const PURCHASE_GROUPINGS = [...PERIODS, ...CUSTOMER_GROUPINGS] as const satisfies readonly RetentionGrouping[];

export type PurchaseGrouping = (typeof PURCHASE_GROUPINGS)[number];
