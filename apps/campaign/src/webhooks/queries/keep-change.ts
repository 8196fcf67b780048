import type { Tx } from '@perennial/persistence';

export type ChangeAction = 'created' | 'secret-rotated' | 'enabled' | 'tested' | 'replayed' | 'deleted';

/** What somebody did to an endpoint. */
export interface Change {
  readonly at: Date;
  readonly actor: string;
  readonly action: ChangeAction;
}

const INSERT = /* sql */ `
  insert into webhook_change (endpoint_id, at, actor, action) values ($1, $2, $3, $4) on conflict do nothing`;

export async function keepChange(tx: Tx, endpointId: string, { at, actor, action }: Change): Promise<void> {
  await tx.query(INSERT, [endpointId, at, actor, action]);
}

const SHOWN = 50;

const LIST = /* sql */ `
  select at, actor, action from webhook_change where endpoint_id = $1 order by at desc, action limit ${SHOWN}`;

/** The last 50, the latest first. */
export function listChanges(db: Tx, endpointId: string): Promise<Change[]> {
  return db.query<Change>(LIST, [endpointId]);
}
