import { defineMigration } from '@perennial/persistence';

/**
 * An order's row is made when it is first named, so that it can be locked, and filled in the same transaction: with room on
 * the page that is one tuple more, without it would be another page and another entry in the index.
 */
export const roomForOrders = defineMigration({
  scope: 'ledger',
  number: 6,
  name: 'room-for-orders',
  up: /* sql */ `alter table sale set (fillfactor = 45);`,
});
