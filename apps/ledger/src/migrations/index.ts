import { messagingMigrations } from '@perennial/messaging';
import type { MigrationClass } from '@perennial/persistence';

import { factsTransfersAndLots } from './0001-facts-transfers-and-lots.js';
import { seals } from './0002-seals.js';
import { commands } from './0003-commands.js';
import { partnerStatements } from './0004-partner-statements.js';
import { auditLog } from './0005-audit-log.js';
import { roomForOrders } from './0006-room-for-orders.js';
import { noRoomForOrders } from './0007-no-room-for-orders.js';
import { reconciliation } from './0010-reconciliation.js';
import { secondPersonAboveTheLimit } from './0020-second-person-above-the-limit.js';
import { orderOfBookings } from './0021-order-of-bookings.js';
import { leftOutOfReconciliation } from './0022-left-out-of-reconciliation.js';
import { byHandWithItsRow } from './0030-by-hand-with-its-row.js';
import { namesOfPersons } from './0031-names-of-persons.js';

/** All of the ledger's database, in order. */
export const migrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  factsTransfersAndLots,
  seals,
  commands,
  partnerStatements,
  auditLog,
  roomForOrders,
  noRoomForOrders,
  reconciliation,
  secondPersonAboveTheLimit,
  orderOfBookings,
  leftOutOfReconciliation,
  byHandWithItsRow,
  namesOfPersons,
];
