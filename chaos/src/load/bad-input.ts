import { encodeStructured, purchaseCompleted, reviewPublished } from '@perennial/contracts';
import { buys } from '@perennial/oracle';

import type { Random } from '@perennial/testing';
import type { Outgoing } from './traffic.js';

/** Header that says which reason a record has to be refused for; no service looks at it. */
export const EXPECTED_REASON = 'chaos-expected-reason';

const DAY = 86_400_000;

type Spoil = (event: Record<string, unknown>) => string;

const json =
  (change: (event: Record<string, unknown>) => object): Spoil =>
  (event) =>
    JSON.stringify({ ...event, ...change(event) });
const data = (change: object) => json((event) => ({ data: { ...(event['data'] as object), ...change } }));

/** A good purchase made bad. What has to become of it is said here, not asked of anybody. */
const kinds: readonly (readonly [reason: string, Spoil])[] = [
  ['NOT_JSON', (event) => JSON.stringify(event).slice(0, -7)],
  ['NOT_JSON', () => 'hello'],
  ['NOT_A_CLOUDEVENT', json(() => ({ id: undefined }))],
  ['NOT_A_CLOUDEVENT', () => '[1, 2, 3]'],
  ['UNKNOWN_TYPE', json(() => ({ type: 'commerce.purchase.imagined.v1' }))],
  ['UNSUPPORTED_VERSION', json(() => ({ type: 'commerce.purchase.completed.v9' }))],
  ['INVALID_DATA', data({ totalMinor: -1 })],
  ['INVALID_DATA', data({ totalMinor: 10.5 })],
  ['INVALID_DATA', data({ orderId: 'a\u0000b' })],
  ['INVALID_DATA', json(() => ({ time: '2027-02-30T10:00:00Z' }))],
  ['UNKNOWN_CURRENCY', data({ currency: 'XQX' })],
];

/** @param now what the services take for now at the latest */
export function badInput(name: string, random: Random, now: number): Outgoing {
  if (random.chance(0.1)) return said('WRONG_TOPIC', encoded(name, now - DAY), reviewPublished.topic);
  if (random.chance(0.1)) return said('FUTURE_EVENT', encoded(name, now + 30 * DAY));
  const [reason, spoil] = random.pick(kinds);
  return said(reason, spoilt(encoded(name, now - DAY), spoil));
}

/** One that names a customer: when they are forgotten, it has to forget them too, whichever of both comes first. */
export function badInputOf(customerId: string, now: number): Outgoing {
  const good = encodeStructured(buys(customerId, `refused-of-${customerId}`, now - DAY, 5_000));
  return said('INVALID_DATA', spoilt(good, data({ totalMinor: -1 })));
}

function spoilt(good: Encoded, spoil: Spoil): Encoded {
  const value = Buffer.from(spoil(JSON.parse(good.value.toString('utf8')) as Record<string, unknown>), 'utf8');
  return { ...good, value };
}

type Encoded = ReturnType<typeof encodeStructured>;

function encoded(name: string, at: number): Encoded {
  return encodeStructured(buys(`${name}-nobody`, `${name}-order`, at, 5_000));
}

function said(reason: string, { key, value, headers }: Encoded, topic: string = purchaseCompleted.topic): Outgoing {
  return { topic, key, value, headers: { ...headers, [EXPECTED_REASON]: reason } };
}
