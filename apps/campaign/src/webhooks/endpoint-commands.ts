import { randomUUID } from 'node:crypto';

import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type Clock, type CommandResult } from '@perennial/service';

import { refusalOf, type Reach } from './endpoint-url.js';
import { unknownEndpoint } from './errors.js';
import { enableEndpoint, insertEndpoint, replaceSecret } from './queries/change-endpoint.js';
import { holdEndpoint, type EndpointRow } from './queries/find-endpoint.js';
import { insertTestDelivery } from './queries/insert-test-delivery.js';
import { keepChange, type ChangeAction } from './queries/keep-change.js';
import { REPLAYED_AT_ONCE, replayDeliveries, type Replay } from './queries/replay-deliveries.js';
import { shownEndpoint } from './shown-endpoint.js';
import type { SecretBox } from './secret-box.js';
import { newSecret } from './sign.js';

const BESIDE_MS = 24 * 3_600_000;

/** What a command on endpoints works with. */
export interface EndpointScope {
  readonly tx: Tx;
  readonly clock: Clock;
  readonly box: SecretBox;
  readonly reach: Reach;
  /** Who does it. */
  readonly actor: string;
}

export interface WantedEndpoint {
  readonly url: string;
  readonly types: readonly string[];
  readonly description?: string | undefined;
}

/** Registers an endpoint. The secret in the body is sealed: see `revealed`. */
export async function create(scope: EndpointScope, wanted: WantedEndpoint): Promise<CommandResult> {
  const { tx, clock, box, reach } = scope;
  const url = new URL(wanted.url);
  const refusal = refusalOf(url, reach);
  if (refusal !== undefined) throw new ProblemError(422, 'WEBHOOK_URL_REFUSED', `The url ${refusal}.`);
  const endpointId = randomUUID();
  const secret = box.seal(newSecret(), endpointId);
  const types = [...new Set(wanted.types)].sort();
  const endpoint = { endpointId, url: url.href, types, description: wanted.description, secret };
  await insertEndpoint(tx, endpoint, clock());
  return sealedAnswer(201, await changed(scope, endpointId, 'created'), secret);
}

/** Gives an endpoint a new secret; the one of before signs beside for 24 hours. */
export async function rotateSecret(scope: EndpointScope, endpointId: string): Promise<CommandResult> {
  const { tx, clock, box } = scope;
  await held(tx, endpointId);
  const secret = box.seal(newSecret(), endpointId);
  await replaceSecret(tx, endpointId, secret, new Date(clock().getTime() + BESIDE_MS));
  return sealedAnswer(200, await changed(scope, endpointId, 'secret-rotated'), secret);
}

/** Lets an endpoint have what it is owed; what was owed while it was disabled, too. */
export async function enable(scope: EndpointScope, endpointId: string): Promise<CommandResult> {
  await held(scope.tx, endpointId);
  await enableEndpoint(scope.tx, endpointId);
  return { status: 200, body: shownEndpoint(await changed(scope, endpointId, 'enabled')) };
}

/** Owes an endpoint a message that tells of nothing. */
export async function test(scope: EndpointScope, endpointId: string): Promise<CommandResult> {
  const { tx, clock } = scope;
  const { disabled_at } = await held(tx, endpointId);
  if (disabled_at !== null)
    throw new ProblemError(409, 'ENDPOINT_DISABLED', 'The endpoint is disabled: enable it first.');
  const messageId = randomUUID();
  const now = clock();
  const deliveryId = await insertTestDelivery(tx, { endpointId, messageId, bucket: bucketOf(messageId) }, now);
  await changed(scope, endpointId, 'tested');
  return { status: 202, body: { deliveryId, messageId } };
}

/** Has deliveries made again. */
export async function replay(scope: EndpointScope, endpointId: string, which: Replay): Promise<CommandResult> {
  const { tx, clock } = scope;
  await held(tx, endpointId);
  const replayed = await replayDeliveries(tx, endpointId, which, clock());
  await changed(scope, endpointId, 'replayed');
  return { status: 200, body: { replayed, more: replayed === REPLAYED_AT_ONCE } };
}

/** @throws ProblemError UNKNOWN_ENDPOINT */
async function held(tx: Tx, endpointId: string): Promise<EndpointRow> {
  const endpoint = await holdEndpoint(tx, endpointId);
  if (!endpoint) throw unknownEndpoint();
  return endpoint;
}

async function changed(
  { tx, clock, actor }: EndpointScope,
  endpointId: string,
  action: ChangeAction,
): Promise<EndpointRow> {
  await keepChange(tx, endpointId, { at: clock(), actor, action });
  return held(tx, endpointId);
}

/** The answer is stored for 30 days: of the secret it has what the database has. */
function sealedAnswer(status: number, endpoint: EndpointRow, secret: Buffer): CommandResult {
  return { status, body: { ...shownEndpoint(endpoint), secret: secret.toString('base64') } };
}
