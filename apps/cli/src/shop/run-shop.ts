import { setTimeout as sleep } from 'node:timers/promises';

import { encodeStructured } from '@perennial/contracts';
import type { EventProducer } from '@perennial/messaging';

import { SHOP_SOURCE } from './shop.js';
import type { Shop } from './shop.js';
import type { ShopEvent } from './shop-event.js';

const EVENTS_PER_SECOND = 10;
const RETRY_MS = 1_000;

type ShopRecord = Parameters<EventProducer['send']>[0][number];

/** Lets the shop live at about ten events a second until `signal` says stop. What the broker does not take is sent again. */
export async function runShop(
  shop: Shop,
  producer: Pick<EventProducer, 'send'>,
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const record = recordOf(shop.next(now()));
    while (!signal.aborted) {
      const sent = await producer.send([record]).then(
        () => true,
        () => false,
      );
      if (sent) break;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    await sleep(1000 / EVENTS_PER_SECOND, undefined, { signal }).catch(() => undefined);
  }
}

/** What stands on the topic for an event of the shop. */
export function recordOf(event: ShopEvent): ShopRecord {
  if (event.kind === 'event') {
    const { declaration, id, time, customerId, data } = event;
    return encodeStructured({ id, source: SHOP_SOURCE, type: declaration.type, time, subject: customerId, data });
  }
  return {
    topic: event.topic,
    key: event.customerId,
    value: Buffer.from(event.value, 'utf8'),
    headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
  };
}
