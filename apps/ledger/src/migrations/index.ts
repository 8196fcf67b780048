import { messagingMigrations } from '@perennial/messaging';
import type { MigrationClass } from '@perennial/persistence';

import { factsTransfersAndLots } from './0001-facts-transfers-and-lots.js';
import { seals } from './0002-seals.js';
import { commands } from './0003-commands.js';
import { partnerStatements } from './0004-partner-statements.js';
import { declinedAdjustments } from './0005-declined-adjustments.js';
import { householdsOneCanLeave } from './0006-households-one-can-leave.js';
import { expiryByHand } from './0007-expiry-by-hand.js';

/** All of the ledger's database, in order. */
export const migrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  factsTransfersAndLots,
  seals,
  commands,
  partnerStatements,
  declinedAdjustments,
  householdsOneCanLeave,
  expiryByHand,
];
