import { createServer, Socket, type AddressInfo } from 'node:net';

import { reviewPublished, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import { Rig, until } from './delivery-rig.fixture.js';
import type { EventLog, LogConsumer } from './event-log.js';
import { ProbeHandler } from './probe-handler.fixture.js';

const { anEvent, ownStack } = testing;
const TOPIC = 'commerce.review';
const reviews = (from: number, until: number): Envelope[] =>
  Array.from({ length: until - from }, (_, n) => anEvent(reviewPublished, { id: `e${from + n}` }));

/** Of this process. Node tells them to whoever debugs. */
function openSockets(): Socket[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] };
  return handles.call(process).filter((handle): handle is Socket => handle instanceof Socket);
}

describe('delivery without a broker', () => {
  let rig: Rig;
  afterEach(async () => rig.end());

  it('survives kill -9 of the broker: waits, is no crash, and loses, doubles and sets aside nothing', async () => {
    const { stack, end } = await ownStack();
    try {
      rig = await Rig.build({ ...testing, testStack: async () => stack }, [TOPIC], { partitions: 2 });
      const delivery = await rig.start(new ProbeHandler(), { limits: { chunkEvents: 20 } });
      await rig.send(...reviews(0, 400));
      await until('some are applied', async () => (await rig.effects()).length > 40);
      process.kill(stack.pids.kafka, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      await stack.restartKafka();
      await rig.send(...reviews(400, 500));
      await rig.drained(30_000);
      expect((await rig.effects()).toSorted()).toEqual(
        reviews(0, 500)
          .map(({ id }) => id)
          .toSorted(),
      );
      expect(await rig.quarantined()).toEqual([]);
      expect(rig.fatals).toEqual([]);
      expect(delivery.status()).toMatchObject({ joined: true, halted: [], fatal: null });
      await rig.end();
    } finally {
      await end();
    }
  });

  it('loses, doubles and sets aside nothing while every connection to the broker is cut again and again', async () => {
    rig = await Rig.build(testing, [TOPIC], { partitions: 2 });
    const ports = rig.brokers.map((broker) => Number(broker.split(':').at(-1)));
    const delivery = await rig.start(new ProbeHandler(), {
      limits: { chunkEvents: 20 },
      timing: { sessionTimeoutMs: 6_000, heartbeatMs: 500 },
    });
    let cuts = 0;
    for (let n = 0; n < 10; n += 1) {
      await rig.send(...reviews(n * 60, (n + 1) * 60));
      for (let cut = 0; cut < 3; cut += 1) {
        await new Promise((resolve) => setTimeout(resolve, 150));
        for (const socket of openSockets().filter(({ remotePort = 0 }) => ports.includes(remotePort))) {
          socket.destroy(new Error('cut'));
          cuts += 1;
        }
      }
    }
    await rig.drained(60_000);
    expect(cuts).toBeGreaterThan(30);
    // Whoever sends no heartbeats any more is out of the group by now, and cannot commit.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    await rig.send(...reviews(600, 660));
    await rig.drained(30_000);
    expect((await rig.effects()).toSorted()).toEqual(
      reviews(0, 660)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(await rig.quarantined()).toEqual([]);
    expect(rig.fatals).toEqual([]);
    expect(delivery.status()).toMatchObject({ joined: true, halted: [], fatal: null });
  });

  it('goes on after a broker that hung for longer than a session lasts', async () => {
    const { stack, end } = await ownStack();
    try {
      rig = await Rig.build({ ...testing, testStack: async () => stack }, [TOPIC], { partitions: 2 });
      const delivery = await rig.start(new ProbeHandler(), { timing: { sessionTimeoutMs: 6_000, heartbeatMs: 1_000 } });
      await rig.send(...reviews(0, 50));
      await rig.drained();
      process.kill(stack.pids.kafka, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      process.kill(stack.pids.kafka, 'SIGCONT');
      await rig.send(...reviews(50, 100));
      await rig.drained(60_000);
      expect((await rig.effects()).toSorted()).toEqual(
        reviews(0, 100)
          .map(({ id }) => id)
          .toSorted(),
      );
      expect(rig.fatals).toEqual([]);
      expect(delivery.status()).toMatchObject({ joined: true, halted: [], fatal: null });
      await rig.end();
    } finally {
      await end();
    }
  });

  it('stops quickly while the broker has never answered, and leaves no connection open', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const open = new Set<Socket>();
    const silent = createServer((socket) => {
      open.add(socket);
      socket
        .resume()
        .on('error', () => {})
        .once('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    silent.unref();
    const delivery = await rig.instance(new ProbeHandler(), {
      brokers: [`127.0.0.1:${(silent.address() as AddressInfo).port}`],
    });
    await delivery.start();
    await until('it waits for an answer', () => open.size > 0);
    const startedMs = performance.now();
    await delivery.stop();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await until('nothing is open', () => open.size === 0, 1_000);
    silent.close();
  });
});

describe('a consumer that gives up', () => {
  let rig: Rig;
  afterEach(async () => rig.end());

  /** The real client, whose events pass through `between`. */
  async function eventLog(between: (consumer: LogConsumer) => Partial<LogConsumer>): Promise<EventLog> {
    const real = await rig.eventLog();
    return {
      connect: () => real.connect(),
      disconnect: () => real.disconnect(),
      publish: (records) => real.publish(records),
      bounds: (topic) => real.bounds(topic),
      committed: (group, topics) => real.committed(group, topics),
      subscribe: (options, consumer) => real.subscribe(options, { ...consumer, ...between(consumer) }),
    };
  }

  it('is fatal when it crashes for a reason that stays', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    await rig.start(new ProbeHandler(), {
      eventLog: await eventLog(() => ({
        // What kafkajs makes of an error that another try would not heal.
        onBatch: () => Promise.reject(Object.assign(new TypeError('a mistake'), { retriable: false })),
      })),
    });
    await rig.send(...reviews(0, 1));
    await until('the end', () => rig.fatals.length === 1);
    expect(rig.fatals[0]?.message).toContain('a mistake');
    expect(await rig.metric('loyalty_consumer_crashes_total')).toBe(1);
  });

  it('is fatal when it falls silent while records wait, and is not while none do', async () => {
    rig = await Rig.build(testing, [TOPIC]);
    const delivery = await rig.start(new ProbeHandler(), {
      timing: { silenceMs: 1_000, brokerCheckMs: 100 },
      eventLog: await eventLog(() => ({
        onActivity: () => {},
        onBatch: () => new Promise((resolve) => setTimeout(resolve, 8_000)),
      })),
    });
    await until('the lag is known', () => delivery.status().lag === 0n);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(rig.fatals).toEqual([]);
    await rig.send(...reviews(0, 2));
    await until('the end', () => rig.fatals.length === 1);
    expect(delivery.status().fatal).toMatch(/2 records wait/);
  });
});
