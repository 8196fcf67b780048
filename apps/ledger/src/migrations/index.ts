import { messagingMigrations } from '@perennial/messaging';
import type { MigrationClass } from '@perennial/persistence';

import { accountsFactsAndTransfers } from './0001-accounts-facts-and-transfers.js';

/** All of the ledger's database, in order. */
export const migrations: readonly MigrationClass[] = [...messagingMigrations, accountsFactsAndTransfers];
