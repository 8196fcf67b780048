import type { MigrationClass } from '@perennial/persistence';

import { commerceOrders } from './0001-commerce-orders.js';

/** A service that knows orders lists these after those of messaging and customers, before its own. */
export const ordersMigrations: readonly MigrationClass[] = [commerceOrders];
