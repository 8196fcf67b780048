import { badInput, randomOf } from '@perennial/testing';

import type { LoadRecord } from './purchases.js';

/** Larger ones would be a measurement of their bytes. */
const BYTES_MAX = 10_000;

/** After some of the records one of the corpus of bad input that is refused by itself, whenever it comes. */
export function* withPoison(records: Iterable<LoadRecord>, share: number): Generator<LoadRecord> {
  const random = randomOf(13, 'poison');
  const poison = poisonous();
  for (const record of records) {
    yield record;
    if (random.chance(share)) yield random.pick(poison);
  }
}

/** It brings no award: so it counts like a repeat. */
function poisonous(): LoadRecord[] {
  return badInput().flatMap(({ group, given, outcome, record }): LoadRecord[] => {
    const { topic, key, value, headers = {} } = record;
    const isRefused = outcome.is === 'quarantined' && given.length === 0 && group !== 'time';
    if (!isRefused || topic !== 'commerce.purchase' || (value?.length ?? 0) > BYTES_MAX) return [];
    const single = Object.entries(headers).flatMap(([name, text]) =>
      typeof text === 'string' || Buffer.isBuffer(text) ? [[name, text] as const] : [],
    );
    return [{ topic, key: key ?? null, value, headers: Object.fromEntries(single), isRepeat: true }];
  });
}
