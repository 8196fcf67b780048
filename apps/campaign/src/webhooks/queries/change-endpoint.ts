import type { Tx } from '@perennial/persistence';

/** An endpoint that somebody registers. */
export interface NewEndpoint {
  readonly endpointId: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly description: string | undefined;
  /** Sealed. */
  readonly secret: Buffer;
}

const INSERT = /* sql */ `
  insert into webhook_endpoint (endpoint_id, url, types, description, secret, created_at)
  values ($1, $2, $3, $4, $5, $6)`;

export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint, at: Date): Promise<void> {
  const { endpointId, url, types, description, secret } = endpoint;
  await tx.query(INSERT, [endpointId, url, types, description ?? null, secret, at]);
}

// Of two changes within a day the secret of before the first signs no more.
const ROTATE = /* sql */ `
  update webhook_endpoint set previous_secret = secret, previous_until = $3, secret = $2 where endpoint_id = $1`;

/** @param secret sealed. @param previousUntil until when the one of before signs beside, exclusive */
export async function replaceSecret(tx: Tx, endpointId: string, secret: Buffer, previousUntil: Date): Promise<void> {
  await tx.query(ROTATE, [endpointId, secret, previousUntil]);
}

const ENABLE = /* sql */ `
  update webhook_endpoint
     set disabled_at = null, disabled_reason = null, failing_since = null, paused_until = null
   where endpoint_id = $1`;

export async function enableEndpoint(tx: Tx, endpointId: string): Promise<void> {
  await tx.query(ENABLE, [endpointId]);
}

const DELETE = /* sql */ `
  update webhook_endpoint
     set deleted_at = $2, secret = '', previous_secret = null, previous_until = null
   where endpoint_id = $1`;

/** Nothing is owed or sent to it any more; its deliveries are removed later, in batches. */
export async function deleteEndpoint(tx: Tx, endpointId: string, at: Date): Promise<void> {
  await tx.query(DELETE, [endpointId, at]);
}
