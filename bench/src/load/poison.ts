import type { LoadRecord } from './purchases.js';
import { randomFrom } from './random.js';

/** Ways to be no event: not JSON, no event, of an unknown type, with a wrong value, of a currency there is not. */
const WAYS: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, -1),
  () => '{}',
  (text) => text.replace('.completed.v1', '.completed.v9'),
  (text) => text.replace(/"totalMinor":\d+/, '"totalMinor":-1'),
  (text) => text.replace('"USD"', '"XXZ"'),
];

/** After some of the records a copy that cannot be taken: what is good stays what it was. */
export function* withPoison(records: Iterable<LoadRecord>, share: number): Generator<LoadRecord> {
  const random = randomFrom(13);
  for (const record of records) {
    yield record;
    if (random() >= share || record.value === null) continue;
    const spoil = WAYS[Math.floor(random() * WAYS.length)] ?? String;
    // It is not counted among what brings an award.
    yield { ...record, value: Buffer.from(spoil(String(record.value)), 'utf8'), isRepeat: true };
  }
}
