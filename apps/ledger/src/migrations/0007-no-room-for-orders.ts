import { defineMigration } from '@perennial/persistence';

/** An order's row is written as it will most probably be, and once: it needs no room for a second version any more. */
export const noRoomForOrders = defineMigration({
  scope: 'ledger',
  number: 7,
  name: 'no-room-for-orders',
  up: /* sql */ `alter table sale reset (fillfactor);`,
});
