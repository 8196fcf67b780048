import { setMaxListeners } from 'node:events';

import type { Log } from '@perennial/messaging';
import type { Database } from '@perennial/persistence';
import type { Clock, Turn } from '@perennial/service';

import type { CodeVault } from '../codes/code-vault.js';
import { Crew } from './crew.js';
import { judgeTry, type Judgement } from './domain/judge-try.js';
import type { Reach } from './endpoint-url.js';
import { SecretUnreadable } from './errors.js';
import { postWebhook, type Answered, type Resolve } from './post-webhook.js';
import { claimDelivery, type ClaimedDelivery } from './queries/claim-delivery.js';
import { findDueEndpoints } from './queries/find-due-endpoints.js';
import { recordHealth } from './queries/record-health.js';
import { giveBack, recordTry } from './queries/record-try.js';
import type { SecretBox } from './secret-box.js';
import { signedHeaders } from './sign.js';

/** Requests to one endpoint at a time. */
const REQUESTS_AT_ONCE = 8;
/** Endpoints that are sent to at a time. */
const ENDPOINTS_AT_ONCE = 16;
/** One that takes its time does not keep the others waiting: so often it is looked who else is owed something. */
const LOOK_AGAIN_MS = 1_000;
const TIMEOUT_MS = 15_000;
/** Longer than a request and what is written of it takes. */
const CLAIM_SECONDS = 60;

/** What sending works with. */
export interface Sending {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly box: SecretBox;
  readonly vault: CodeVault;
  readonly reach: Reach;
  /** 0 to 1, 1 exclusive. */
  readonly chance: () => number;
  /** Told what came of each try. */
  readonly count: (outcome: Judgement['state']) => void;
  /** Default: 15 s. */
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

/**
 * Sends what is due, several endpoints and several requests each at a time, until nothing is. It may be killed anywhere:
 * what was not written down as sent is sent again, under the same id. Two may be at it at once: each takes what the
 * other has not.
 */
export async function deliverDue(sending: Sending, { stop, prolong }: Turn): Promise<void> {
  const endpoints = new Crew();
  setMaxListeners(REQUESTS_AT_ONCE * ENDPOINTS_AT_ONCE, stop);
  try {
    do {
      for (const endpointId of await findDueEndpoints(sending.db, sending.clock())) {
        if (endpoints.size < ENDPOINTS_AT_ONCE && !endpoints.has(endpointId))
          endpoints.start(endpointId, deliverTo(endpointId, sending, stop));
      }
      if (endpoints.size === 0) return;
      await endpoints.next(LOOK_AGAIN_MS);
    } while (!stop.aborted && (await prolong()));
  } finally {
    await endpoints.end();
  }
}

/** Sends what is due to one endpoint. */
async function deliverTo(endpointId: string, sending: Sending, stop: AbortSignal): Promise<void> {
  const requests = new Crew();
  try {
    for (;;) {
      const claim = { now: sending.clock(), seconds: CLAIM_SECONDS };
      const delivery = stop.aborted ? undefined : await claimDelivery(sending.db, endpointId, claim);
      if (delivery) requests.start(String(delivery.deliveryId), deliver(delivery, sending, stop));
      else if (requests.size === 0) return;
      if (!delivery || requests.size === REQUESTS_AT_ONCE) await requests.next();
    }
  } finally {
    await requests.end();
  }
}

async function deliver(delivery: ClaimedDelivery, sending: Sending, stop: AbortSignal): Promise<void> {
  const { db, clock, log, chance, count } = sending;
  const answered = await tryOnce(delivery, sending, stop);
  if (!answered) return giveBack(db, delivery);
  const at = clock();
  const { endpointId, failedBefore } = delivery;
  const judgement = judgeTry(answered, { failedBefore, at: at.getTime(), chance: chance() });
  const disabled = await db.transaction(async (tx) => {
    const isOurs = await recordTry(tx, delivery, judgement, { at, answered });
    return isOurs ? recordHealth(tx, endpointId, judgement, at) : undefined;
  });
  count(judgement.state);
  if (disabled !== undefined) log.warn('an endpoint for webhooks was disabled', { endpointId, reason: disabled });
}

async function tryOnce(delivery: ClaimedDelivery, sending: Sending, stop: AbortSignal): Promise<Answered> {
  const { clock, reach, timeoutMs = TIMEOUT_MS, resolve } = sending;
  const { url, messageId } = delivery;
  const now = clock();
  const secrets = secretsOf(delivery, now, sending);
  if (!secrets) return { failure: 'SECRET_UNREADABLE' };
  const body = bodyOf(delivery, sending);
  if (body === undefined) return { failure: 'BODY_UNREADABLE' };
  const headers = signedHeaders(messageId, now, body, secrets);
  return postWebhook(url, { headers, body }, { reach, timeoutMs, stop, ...(resolve ? { resolve } : {}) });
}

/** Undefined where it cannot be read. */
function bodyOf({ messageId, body }: ClaimedDelivery, { vault, log }: Sending): string | undefined {
  if (typeof body === 'string') return body;
  try {
    return vault.openMessage(body, messageId);
  } catch (error) {
    log.error('a message for webhooks cannot be read', { messageId, cause: error });
    return undefined;
  }
}

/** The one in use, and the one before while it signs beside. Undefined where the one in use cannot be read. */
function secretsOf(
  { endpointId, secret, previousSecret, previousUntil }: ClaimedDelivery,
  now: Date,
  { box, log }: Sending,
): string[] | undefined {
  try {
    const inUse = box.open(secret, endpointId);
    const before =
      previousSecret && previousUntil && now < previousUntil ? opened(previousSecret, endpointId, box) : [];
    return [inUse, ...before];
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    log.error('the secret of an endpoint for webhooks cannot be read', { endpointId, cause: error });
    return undefined;
  }
}

/** Of a secret from before WEBHOOK_KEY was changed, nothing: receivers have the new one by then, or will ask for it. */
function opened(secret: Buffer, endpointId: string, box: SecretBox): string[] {
  try {
    return [box.open(secret, endpointId)];
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return [];
  }
}
