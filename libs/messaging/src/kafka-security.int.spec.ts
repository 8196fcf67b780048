import * as testing from '@perennial/testing';

import { clientsToTry, until } from './delivery-rig.fixture.js';
import type { KafkaAddress, KafkaSecurity } from './kafka-settings.js';
import { silentLog } from './log.js';
import { openEventLog, type KafkaClient } from './open-event-log.js';
import { connectProducer } from './producer.js';
import { readToEnd } from './read-to-end.js';
import { ensureTopics, groupLag } from './topics.js';

const { certificates, login, securedStack, uniquePrefix } = testing;
const TOPIC = 'commerce.purchase';
const { authority, clientCertificate, clientKey, brokerCertificate } = certificates;
const tls = { ca: authority };
const client = { ...tls, cert: clientCertificate, key: clientKey };
const by = (mechanism: NonNullable<KafkaSecurity['sasl']>['mechanism'], password = login.password) => ({
  tls,
  sasl: { mechanism, username: login.username, password },
});

type Secured = Awaited<ReturnType<typeof securedStack>>;
let stack: Secured;
beforeAll(async () => {
  stack = await securedStack();
});
afterAll(() => stack?.end());

const WAYS: [string, (stack: Secured) => KafkaAddress][] = [
  ['SCRAM-SHA-512', ({ byLogin }) => ({ brokers: [byLogin], security: by('SCRAM-SHA-512') })],
  ['SCRAM-SHA-256', ({ byLogin }) => ({ brokers: [byLogin], security: by('SCRAM-SHA-256') })],
  ['PLAIN', ({ byLogin }) => ({ brokers: [byLogin], security: by('PLAIN') })],
  ['a certificate', ({ byCertificate }) => ({ brokers: [byCertificate], security: { tls: client } })],
];

describe.each(WAYS)('over TLS with %s', (_title, addressOf) => {
  let cluster: KafkaAddress & { topicPrefix: string };
  beforeAll(async () => {
    cluster = { ...addressOf(stack), topicPrefix: uniquePrefix() };
    expect(await ensureTopics({ ...cluster, partitions: 1, only: [TOPIC] })).toEqual([cluster.topicPrefix + TOPIC]);
  });

  it.each(clientsToTry)('what is published through %s is consumed', async (kafkaClient) => {
    const log = await openEventLog(kafkaClient, { ...cluster, clientId: 'spec', log: silentLog });
    await log.connect();
    const topic = cluster.topicPrefix + TOPIC;
    const group = `${cluster.topicPrefix}${kafkaClient}`;
    const seen: string[] = [];
    const subscription = await log.subscribe(
      {
        ...{ group, topics: [topic], sessionTimeoutMs: 10_000, heartbeatMs: 1_000, rebalanceTimeoutMs: 10_000 },
        ...{ fetchWaitMs: 100, partitionsAtOnce: 1 },
      },
      {
        async onBatch({ records, next }, control) {
          seen.push(...records.map(({ value }) => String(value)));
          control.resolve(next);
        },
        ...{ onAssigned: () => {}, onNothingVisible: () => {}, onActivity: () => {}, onLeft: () => {} },
        onCrash: (error) => seen.push(error.message),
      },
    );
    const value = Buffer.from(`through ${kafkaClient}`);
    await log.publish([{ topic, key: Buffer.from('ann'), value, headers: {} }]);
    await until('it is consumed', () => seen.includes(String(value)));
    await subscription.leave();
    await log.disconnect();
  });

  it('what tools send and ask is let in, too', async () => {
    const producer = await connectProducer(cluster);
    await producer.send([{ topic: TOPIC, key: 'ann', value: Buffer.from('by a tool') }]);
    await producer.disconnect();
    const seen: string[] = [];
    await readToEnd({ ...cluster, topics: [TOPIC], onRecord: ({ value }) => seen.push(String(value)) });
    expect(seen).toContain('by a tool');
    const [lag] = await groupLag({ ...cluster, group: 'nobody', topics: [TOPIC] });
    expect(lag?.end).toBe(BigInt(seen.length));
  });
});

describe.each(clientsToTry)('through %s nobody comes in', (kafkaClient: KafkaClient) => {
  const attempt = async (address: KafkaAddress): Promise<void> => {
    const log = await openEventLog(kafkaClient, { ...address, clientId: 'spec', log: silentLog });
    try {
      await log.connect();
      await log.bounds('loyalty.points');
    } finally {
      await log.disconnect();
    }
  };

  it.each([['SCRAM-SHA-512'], ['PLAIN']] as const)('with a wrong password by %s', async (mechanism) => {
    await expect(attempt({ brokers: [stack.byLogin], security: by(mechanism, 'open') })).rejects.toThrow();
  });

  it('without a login, a certificate or TLS where it is wanted', async () => {
    await expect(attempt({ brokers: [stack.byLogin], security: { tls } })).rejects.toThrow();
    await expect(attempt({ brokers: [stack.byCertificate], security: { tls } })).rejects.toThrow();
    await expect(attempt({ brokers: [stack.byLogin] })).rejects.toThrow();
  });

  it('where the certificate of the broker was signed by somebody we do not trust', async () => {
    const others = { ca: brokerCertificate };
    const address = { brokers: [stack.byLogin], security: { ...by('PLAIN'), tls: others } };
    await expect(attempt(address)).rejects.toThrow();
    await expect(attempt({ ...address, security: { ...by('PLAIN'), tls: {} } })).rejects.toThrow();
  });
});
