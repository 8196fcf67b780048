import { createRequire } from 'node:module';

import fc from 'fast-check';

import { packRecords, unpackRecords } from '../packed-records.js';
import { patchProduce } from './produce-patch.js';

const require = createRequire(import.meta.url);
/** kafkajs' own way, which the patch leaves where it is. */
const original = require('kafkajs/src/protocol/requests/produce/v7/request.js') as (args: object) => Encodes;
const produce = require('kafkajs/src/protocol/requests/produce/index.js') as {
  protocol: (version: { version: number }) => (args: object) => { request: Encodes & { apiVersion: number } };
};
interface Encodes {
  encode(): Promise<{ buf: Buffer; buffer: Buffer }>;
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const content = fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 200 }));
const headers = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(content, fc.array(content, { maxLength: 3 })), {
  noNullPrototype: true,
});
const message = fc.record(
  { key: fc.option(content), value: fc.option(content), headers },
  { requiredKeys: ['key', 'value'] },
);
const messages = fc.array(message, { minLength: 1, maxLength: 150 });
const topicData = fc.array(
  fc.record({
    topic: fc.string({ minLength: 1, maxLength: 249 }),
    partitions: fc.array(fc.record({ partition: fc.nat(1_000), messages }), { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
);

describe('the patch of producing', () => {
  const { now } = Date;
  beforeAll(() => {
    patchProduce();
    Date.now = () => 1_767_225_600_123;
  });
  afterAll(() => {
    Date.now = now;
  });

  it('sends the very bytes that kafkajs would', async () => {
    await fc.assert(
      fc.asyncProperty(topicData, fc.constantFrom(-1, 1), async (data, acks) => {
        const args = { acks, timeout: 30_000, compression: 0, topicData: data };
        const { request } = produce.protocol({ version: 7 })(args);
        const ours = await request.encode();
        expect(ours.buffer.equals((await original(args).encode()).buffer)).toBe(true);
        expect(request.apiVersion).toBe(7);
      }),
      { numRuns: 60 },
    );
  });

  it('copies what was packed before, to the very bytes that kafkajs would send', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (group) => {
        const records = group.map(({ key, value, headers = {} }) => ({
          ...{ topic: 't', headers, key: key === null ? null : Buffer.from(key) },
          value: value === null ? null : Buffer.from(value),
        }));
        const request = (of: readonly object[]) => ({
          ...{ acks: -1, timeout: 30_000, compression: 0 },
          topicData: [{ topic: 't', partitions: [{ partition: 0, messages: of }] }],
        });
        const { request: ours } = produce.protocol({ version: 7 })(request(unpackRecords(packRecords(records))));
        expect((await ours.encode()).buffer.equals((await original(request(records)).encode()).buffer)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('writes lengths of two, three and four bytes', async () => {
    const sizes = [0, 62, 63, 64, 8_190, 8_191, 8_192, 1_048_575, 1_048_576, 3_000_000];
    const large = sizes.map((size) => ({ key: 'k', value: Buffer.alloc(size, 'x'), headers: { a: 'b' } }));
    const args = { acks: -1, timeout: 1, topicData: [{ topic: 't', partitions: [{ partition: 0, messages: large }] }] };
    const { request } = produce.protocol({ version: 7 })(args);
    expect((await request.encode()).buffer.equals((await original(args).encode()).buffer)).toBe(true);
  });

  it.each([
    ['that is compressed', { compression: 1 }],
    ['of a transaction', { transactionalId: 'tx' }],
    ['of an idempotent producer', { producerId: 7n }],
    ['with a time of its own', { timestamp: '1767225600000' }],
  ])('leaves a request %s to kafkajs', async (_which, { timestamp, ...change }: Record<string, unknown>) => {
    const messages = [{ key: 'k', value: 'v'.repeat(500), headers: {}, ...(timestamp ? { timestamp } : {}) }];
    const args = {
      acks: -1,
      timeout: 1,
      topicData: [{ topic: 't', partitions: [{ partition: 0, messages }] }],
      ...change,
    };
    const { request } = produce.protocol({ version: 7 })(args);
    expect((await request.encode()).buffer.equals((await original(args).encode()).buffer)).toBe(true);
  });

  it('leaves packed records of such a request to kafkajs too', async () => {
    const record = { topic: 't', key: Buffer.from('k'), value: Buffer.from('v'), headers: { a: Buffer.from('b') } };
    const request = (messages: readonly object[]) => ({
      ...{ acks: -1, timeout: 1, compression: 0, producerId: 7n },
      topicData: [{ topic: 't', partitions: [{ partition: 0, messages }] }],
    });
    const packed = request(unpackRecords(packRecords([record])));
    const sent = await produce.protocol({ version: 7 })(packed).request.encode();
    expect(sent.buffer.equals((await original(request([record])).encode()).buffer)).toBe(true);
  });
});
