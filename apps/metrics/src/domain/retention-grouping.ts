import { PERIODS } from './survey-window.js';

/**
 * What customers and their purchases are told apart by. A period or currency is the purchase's. A cohort is the month of a
 * customer's first purchase; channel and category are those of a customer's first order that counts, so that nobody changes
 * the group by buying on; who bought several categories in it is in each of them.
 */
export const RETENTION_GROUPINGS = [...PERIODS, 'cohort', 'currency', 'channel', 'category'] as const;

export type RetentionGrouping = (typeof RETENTION_GROUPINGS)[number];
