import { createRequire } from 'node:module';

import fc from 'fast-check';
import type { Message } from 'kafkajs';

import { packRecords, unpackRecords } from '../packed-records.js';
import { byTopic } from './kafkajs-event-log.js';

/** kafkajs' own. */
const group = createRequire(import.meta.url)('kafkajs/src/producer/groupMessagesPerPartition.js') as (of: {
  topic: string;
  partitionMetadata: readonly unknown[];
  messages: readonly Message[];
  partitioner: (of: { message: Message }) => number;
}) => Record<string, Message[]>;

const record = fc.record({ topic: fc.constantFrom('a', 'b'), key: fc.nat(9), value: fc.nat() }).map((each) => ({
  topic: each.topic,
  key: Buffer.from(String(each.key)),
  value: Buffer.from(String(each.value)),
  headers: { name: 'content' },
}));

const partitioner = ({ message }: { message: Message }) => Number(String(message.key)) % 3;

describe('records by topic', () => {
  it('are put into partitions as kafkajs puts them, packed ones too', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), fc.boolean(), (records, isPacked) => {
        for (const { topic, messages } of byTopic(isPacked ? unpackRecords(packRecords(records)) : records)) {
          const grouped = (of: readonly Message[]) =>
            group({ topic, partitionMetadata: [0], messages: of, partitioner });
          expect(grouped(messages)).toEqual(grouped([...messages]));
          expect(messages.map(({ value }) => value)).toEqual(
            records.filter((each) => each.topic === topic).map(({ value }) => value),
          );
        }
      }),
    );
  });
});
