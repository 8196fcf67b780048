import { setTimeout as pause } from 'node:timers/promises';

import { reviewPublished, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import { Rig, until } from './delivery-rig.fixture.js';
import { ProbeHandler } from './probe-handler.fixture.js';

const { anEvent, proxiedStack } = testing;
const TOPIC = 'commerce.review';
/** The shortest a broker allows. */
const SESSION_MS = 6_000;

type Proxied = Awaited<ReturnType<typeof proxiedStack>>;
type Fault = readonly [title: string, fail: (proxy: Proxied['proxy']) => Promise<void>];

describe('delivery over a network with faults', () => {
  let proxied: Proxied;
  let rig: Rig;

  beforeAll(async () => {
    proxied = await proxiedStack();
  });
  beforeEach(async () => {
    rig = await Rig.build({ ...testing, testStack: async () => proxied.stack }, [TOPIC], { partitions: 2 });
  });
  afterEach(async () => {
    proxied.proxy.become({ kind: 'pass' });
    await rig.end();
  });
  afterAll(() => proxied?.end());

  const faults: readonly Fault[] = [
    [
      'resets every connection, again and again',
      async (proxy) => {
        for (let times = 0; times < 5; times += 1) {
          proxy.reset();
          await pause(300);
        }
      },
    ],
    [
      'lets a byte pass in a second',
      async (proxy) => {
        proxy.become({ kind: 'slow', bytesPerSecond: 1 });
        await pause(4_000);
      },
    ],
    [
      'holds everything for longer than the session, and closes nothing',
      async (proxy) => {
        proxy.become({ kind: 'hold' });
        await pause(SESSION_MS + 1_500);
      },
    ],
    ['leaves every connection half-open', async (proxy) => proxy.forsake()],
    [
      'refuses connections',
      async (proxy) => {
        proxy.become({ kind: 'refuse' });
        proxy.reset();
        await pause(3_000);
      },
    ],
  ];

  it.each(faults)(
    'goes on by itself within 30 s, loses and doubles nothing, after one that %s',
    async (_title, fail) => {
      const delivery = await rig.start(new ProbeHandler(), {
        brokers: proxied.brokers,
        limits: { chunkEvents: 20 },
        timing: { sessionTimeoutMs: SESSION_MS, heartbeatMs: 1_000 },
      });
      const events: Envelope[] = Array.from({ length: 600 }, (_, n) => anEvent(reviewPublished, { id: `e${n}` }));
      await rig.send(...events.slice(0, 300));
      await until('some are applied', async () => (await rig.effects()).length > 40);
      const failing = fail(proxied.proxy);
      await rig.send(...events.slice(300));
      await failing;
      proxied.proxy.become({ kind: 'pass' });
      await rig.drained(30_000);
      expect((await rig.effects()).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
      expect(await rig.quarantined()).toEqual([]);
      expect(rig.fatals).toEqual([]);
      expect(delivery.status()).toMatchObject({ joined: true, halted: [], fatal: null });
    },
  );
});
