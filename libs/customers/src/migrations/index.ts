import type { MigrationClass } from '@perennial/persistence';

import { customerRecords } from './0001-customer-records.js';

/** A service that knows customers lists these after those of messaging, before its own. */
export const customersMigrations: readonly MigrationClass[] = [customerRecords];
