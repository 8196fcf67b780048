import type { Tx } from '@perennial/persistence';

export interface EndpointRow {
  readonly endpoint_id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description: string | null;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly previous_until: Date | null;
  readonly created_at: Date;
  readonly failing_since: Date | null;
  readonly paused_until: Date | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: 'GONE' | 'FAILING' | null;
}

const COLUMNS = /* sql */ `endpoint_id, url, types, description, secret, previous_secret, previous_until, created_at,
         failing_since, paused_until, disabled_at, disabled_reason`;

const FIND = /* sql */ `select ${COLUMNS} from webhook_endpoint where endpoint_id = $1 and deleted_at is null`;
const HOLD = /* sql */ `${FIND} for update`;
const LIST = /* sql */ `select ${COLUMNS} from webhook_endpoint where deleted_at is null order by created_at, endpoint_id`;

/** @returns undefined where there is none, or it was deleted */
export async function findEndpoint(db: Tx, endpointId: string): Promise<EndpointRow | undefined> {
  const [row] = await db.query<EndpointRow>(FIND, [endpointId], 'webhooks.find-endpoint');
  return row;
}

/** The same, locked until `tx` ends. */
export async function holdEndpoint(tx: Tx, endpointId: string): Promise<EndpointRow | undefined> {
  const [row] = await tx.query<EndpointRow>(HOLD, [endpointId], 'webhooks.hold-endpoint');
  return row;
}

/** All of them, the oldest first. */
export function listEndpoints(db: Tx): Promise<EndpointRow[]> {
  return db.query<EndpointRow>(LIST, [], 'webhooks.list-endpoints');
}
