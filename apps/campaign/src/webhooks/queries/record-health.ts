import type { Tx } from '@perennial/persistence';

import { FAILING_MS_MAX, type Judgement } from '../domain/judge-try.js';

const WELL = /* sql */ `
  update webhook_endpoint set failing_since = null where endpoint_id = $1 and failing_since is not null`;

const FAILING = /* sql */ `
  update webhook_endpoint set failing_since = $2 where endpoint_id = $1 and failing_since is null`;

const PAUSE = /* sql */ `
  update webhook_endpoint set paused_until = $2
   where endpoint_id = $1 and (paused_until is null or paused_until < $2)`;

const DISABLE = /* sql */ `
  update webhook_endpoint
     set disabled_at = $2, disabled_reason = case when $3 then 'GONE' else 'FAILING' end
   where endpoint_id = $1 and disabled_at is null and ($3 or failing_since <= $4)
  returning disabled_reason`;

/**
 * Keeps what a try says of the endpoint: since when it fails, and until when it wants to be left alone. One that is gone,
 * or has failed for five days, is disabled. While nothing changes nothing is written, however many tries there are.
 *
 * @returns why it is disabled from now on; undefined where it is not
 */
export async function recordHealth(
  tx: Tx,
  endpointId: string,
  { state, pausedUntil, gone }: Judgement,
  at: Date,
): Promise<string | undefined> {
  if (state === 'delivered') {
    await tx.query(WELL, [endpointId], 'webhooks.endpoint-well');
    return undefined;
  }
  await tx.query(FAILING, [endpointId, at], 'webhooks.endpoint-failing');
  if (pausedUntil !== undefined) await tx.query(PAUSE, [endpointId, new Date(pausedUntil)], 'webhooks.endpoint-pause');
  const since = new Date(at.getTime() - FAILING_MS_MAX);
  const params = [endpointId, at, gone, since];
  const [row] = await tx.query<{ disabled_reason: string }>(DISABLE, params, 'webhooks.endpoint-disable');
  return row?.disabled_reason;
}
