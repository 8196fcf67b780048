import { createRequire } from 'node:module';

import fc from 'fast-check';
import { Partitioners, type PartitionerArgs } from 'kafkajs';

import { defaultPartitioner, murmur2 } from './partitioner.js';

const original = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2.js') as (
  key: Buffer,
) => number;

const argsFor = (message: Partial<PartitionerArgs['message']>, partitions: number): PartitionerArgs => ({
  topic: 't',
  partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [],
    isr: [],
  })),
  message: { value: null, ...message },
});

describe('the default partitioner', () => {
  it('hashes any key as kafkajs does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        (bytes) => murmur2(Buffer.from(bytes)) === original(Buffer.from(bytes)),
      ),
      { numRuns: 2_000 },
    );
  });

  // From Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s to %d, as Java does', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('chooses the partition of a key, as text and as bytes, that kafkajs chooses', () => {
    const [ours, theirs] = [defaultPartitioner(), Partitioners.DefaultPartitioner()];
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 100 }), (of, partitions) => {
        const args = argsFor({ key: of }, partitions);
        return ours(args) === theirs(args);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a fixed partition fixed, and spreads what has no key', () => {
    const ours = defaultPartitioner();
    expect(ours(argsFor({ key: 'k', partition: 7 }, 12))).toBe(7);
    const spread = Array.from({ length: 12 }, () => ours(argsFor({ key: null }, 12)));
    expect(new Set(spread).size).toBe(12);
  });
});
