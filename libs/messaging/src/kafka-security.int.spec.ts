import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';

import * as testing from '@perennial/testing';

import { clientsToTry, until } from './delivery-rig.fixture.js';
import type { EventLog } from './event-log.js';
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

/** What arrives, in its order. */
async function consume(log: EventLog, topic: string, group: string) {
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
  return { seen, subscription };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

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
    const { seen, subscription } = await consume(log, topic, group);
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

describe.each(clientsToTry)('through %s', (kafkaClient: KafkaClient) => {
  const topicPrefix = uniquePrefix();
  beforeAll(async () => {
    await ensureTopics({ brokers: stack.stack.brokers, topicPrefix, partitions: 1, only: [TOPIC] });
  });
  /** Where the topic ends, by a client of its own. */
  const ask = async (address: KafkaAddress): Promise<bigint | undefined> => {
    const log = await openEventLog(kafkaClient, { ...address, clientId: 'spec', log: silentLog });
    try {
      await log.connect();
      return (await log.bounds(topicPrefix + TOPIC))[0]?.end;
    } finally {
      await log.disconnect();
    }
  };
  const saying = (address: KafkaAddress): Promise<string> =>
    ask(address).then(
      (end) => `was let in: ${end}`,
      (error: unknown) => inspect(error, { depth: 10 }),
    );

  it('whoever has a login or a certificate comes in', async () => {
    for (const [, addressOf] of WAYS) expect(await ask(addressOf(stack))).toBe(0n);
  });

  it.each([['SCRAM-SHA-512'], ['PLAIN']] as const)('nobody comes in with a wrong password by %s', async (mechanism) => {
    expect(await saying({ brokers: [stack.byLogin], security: by(mechanism, 'open') })).toMatch(
      /authentication failed/i,
    );
  });

  it('nobody comes in without the login, certificate or TLS that is wanted', async () => {
    for (const address of [
      { brokers: [stack.byLogin], security: { tls } },
      { brokers: [stack.byCertificate], security: { tls } },
      { brokers: [stack.byLogin] },
    ])
      expect(await saying(address)).not.toContain('was let in');
  });

  it('no broker is believed whose certificate was signed by somebody else', async () => {
    for (const ca of [brokerCertificate, undefined]) {
      const security = { ...by('PLAIN'), tls: ca === undefined ? {} : { ca } };
      expect(await saying({ brokers: [stack.byLogin], security })).toMatch(/unable to (verify|get)/);
    }
  });

  it('no broker is believed whose certificate has another name', async () => {
    const server = createTlsServer({ cert: certificates.elsewhereCertificate, key: certificates.elsewhereKey });
    const port = await listening(server);
    expect(await saying({ brokers: [`localhost:${port}`], security: { tls } })).toMatch(/does not match/);
    server.close();
  });

  it('a connection that is reset during the login is an error, and nothing more', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
    });
    const { sasl } = by('PLAIN');
    const brokers = [`127.0.0.1:${await listening(server)}`];
    expect(await saying({ brokers, security: { sasl } })).not.toContain('was let in');
    server.close();
  });

  it('everything arrives once while the broker wants the login again and again', async () => {
    const address = { brokers: [stack.byLogin], security: by('SCRAM-SHA-512') };
    const log = await openEventLog(kafkaClient, { ...address, clientId: 'spec', log: silentLog });
    await log.connect();
    const topic = topicPrefix + TOPIC;
    const { seen, subscription } = await consume(log, topic, `${topicPrefix}again`);
    const sent: string[] = [];
    // Once at least, several times with kafkajs.
    for (const end = performance.now() + 12_500; performance.now() < end;) {
      const text = String(sent.length);
      await log.publish([{ topic, key: null, value: Buffer.from(text), headers: {} }]);
      sent.push(text);
      await until('it has arrived', () => seen.length >= sent.length);
    }
    await until('all has arrived', () => seen.length >= sent.length);
    expect(seen).toEqual(sent);
    await subscription.leave();
    await log.disconnect();
  });
});
