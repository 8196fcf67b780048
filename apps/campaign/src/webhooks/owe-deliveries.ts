import {
  bucketOf,
  deterministicId,
  encodeStructured,
  isEvent,
  loyaltyCustomerErased,
  type Envelope,
} from '@perennial/contracts';
import { customersNamed, findForgotten } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';

import type { CodeVault } from '../codes/code-vault.js';
import { holdForgetting } from './queries/hold-forgetting.js';
import { insertDeliveries, type OwedMessage } from './queries/insert-deliveries.js';
import { isAnybodyTold } from './queries/is-anybody-told.js';
import { webhookTypes } from './webhook-types.js';

/**
 * Owes a chunk's messages to the endpoints that want them: last of what a chunk does, behind every lock. Where nobody wants
 * any, that is one small question; of events that Perennial did not publish, none.
 *
 * Of who was forgotten, nothing is told but that: such messages were under way.
 */
export async function oweDeliveries(
  tx: Tx,
  events: readonly Envelope[],
  { vault, now }: { readonly vault: CodeVault; readonly now: Date },
): Promise<void> {
  const told = events.filter(({ type }) => webhookTypes.has(type));
  if (told.length === 0) return;
  if (!(await isAnybodyTold(tx, [...new Set(told.map(({ type }) => type))]))) return;
  await holdForgetting(tx);
  const forgotten = await findForgotten(tx, [...new Set(told.flatMap(customersNamed))]);
  const owed = told.filter(
    (event) => isReceipt(event) || !customersNamed(event).some((customerId) => forgotten.has(customerId)),
  );
  if (owed.length === 0) return;
  await insertDeliveries(
    tx,
    owed.map((event) => messageOf(event, vault)),
    now,
  );
}

const isReceipt = (event: Envelope): boolean => isEvent(loyaltyCustomerErased, event);

function messageOf(event: Envelope, vault: CodeVault): OwedMessage {
  const messageId = deterministicId('webhook', event.source, event.id);
  return {
    messageId,
    bucket: bucketOf(event.subject ?? event.id),
    customerId: isReceipt(event) ? undefined : customersNamed(event)[0],
    type: event.type,
    sealed: vault.sealMessage(encodeStructured(event).value.toString('utf8'), messageId),
  };
}
