import type { Tx } from '@perennial/persistence';

import { SELECT_TRANSFERS, type TransferRow } from './transfer-row.js';

// Reads the table: an index on random ids would cost every booking something, and this is asked rarely.
const SQL = /* sql */ `${SELECT_TRANSFERS} where transfer_id = $1 order by account limit 1`;

export async function findTransfer(tx: Tx, transferId: string): Promise<TransferRow | undefined> {
  const [row] = await tx.query<TransferRow>(SQL, [transferId]);
  return row;
}
