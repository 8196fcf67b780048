import { encodeStructured, purchaseCompleted, reviewPublished, type Envelope } from '@perennial/contracts';
import { DatabaseUnreachable, type Database, type Tx } from '@perennial/persistence';
import { anEvent } from '@perennial/testing';
import { Registry } from 'prom-client';

import { defaultLimits, defaultTiming, type Limits } from './delivery-options.js';
import { Lanes } from './lanes.js';
import { silentLog } from './log.js';
import { DeliveryMetrics } from './metrics.js';
import { isRefused, sliceEntries, type ChunkPlan } from './slice.js';

const review = (id: string, reviewId = id): Envelope => anEvent(reviewPublished, { id, data: { reviewId } });

function planOf(partition: number, events: readonly Envelope[], topic = 'commerce.review'): ChunkPlan {
  const records = events.map((event, n) => {
    const { key, value, headers } = encodeStructured(event);
    return { offset: BigInt(n), key: Buffer.from(key), value, headers, timestamp: '0' };
  });
  const slicing = { topicPrefix: '', partition, now: new Date('2026-02-01'), maxEvents: 1_000, maxBytes: 1e9 };
  const { entries, bytes } = sliceEntries(topic, records, 0, slicing);
  return { topic, partition, from: 0n, next: BigInt(events.length), entries, bytes };
}

/** Lanes over a database that takes everything; a chunk is told of by the ids of its events, and may fail. */
function lanesWith(
  limits: Partial<Limits>,
  outcome: (ids: readonly string[]) => Error | undefined = () => undefined,
  { stale, chunkBudgetMs = defaultTiming.chunkBudgetMs }: { stale?: number; chunkBudgetMs?: number } = {},
) {
  const chunks: string[][] = [];
  const released: (() => void)[] = [];
  const tx = {
    query: async (_text: string, values: unknown[], name?: string) =>
      name === 'insert-inbox'
        ? String(values[0])
            .slice(1, -1)
            .split(',')
            .map((event_key) => ({ event_key }))
        : name === 'advance-watermarks'
          ? (values[1] as number[]).filter((partition) => partition !== stale)
          : [],
  } as unknown as Tx;
  const lanes = new Lanes({
    db: { transaction: (work: (tx: Tx) => Promise<unknown>) => work(tx) } as unknown as Database,
    handler: {
      handle: async (events) => {
        const ids = events.map(({ id }) => id);
        chunks.push(ids);
        await new Promise<void>((resolve) => released.push(resolve));
        const error = outcome(ids);
        if (error) throw error;
        return { messages: [] };
      },
      forgottenAmong: async () => new Set<string>(),
    },
    ...{ service: 'test', source: '/test', topicPrefix: '', owner: 'test', clock: () => new Date(0) },
    ...{ timing: { ...defaultTiming, chunkBudgetMs }, log: silentLog, metrics: new DeliveryMetrics(new Registry()) },
    limits: { ...defaultLimits, chunksAtOnce: 1, ...limits },
    onApplied: () => {},
    onFatal: () => {},
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return {
    lanes,
    chunks,
    apply: (plan: ChunkPlan, alone = false) =>
      lanes.apply(plan, alone).then(
        () => 'applied',
        (error: Error) => error.message,
      ),
    /** Lets chunks end until none is left. */
    finish: async () => {
      for (await turn(); released.length > 0; await turn()) released.shift()?.();
    },
  };
}

describe('lanes', () => {
  it('put plans that come in one turn, and those that wait, into one chunk each', async () => {
    const { chunks, apply, finish } = lanesWith({});
    const first = [apply(planOf(1, [review('a')])), apply(planOf(0, [review('b')]))];
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(chunks).toEqual([['a', 'b']]);
    const next = [2, 3, 4].map((n) => apply(planOf(n, [review(`c${n}`)])));
    await finish();
    expect(await Promise.all([...first, ...next])).toEqual(Array(5).fill('applied'));
    expect(chunks).toEqual([
      ['a', 'b'],
      ['c2', 'c3', 'c4'],
    ]);
  });

  it.each<[string, Partial<Limits>, ChunkPlan]>([
    ['of another topic', {}, planOf(0, [anEvent(purchaseCompleted, { id: 'z' })], 'commerce.purchase')],
    ['with more events than fit', { chunkEvents: 2 }, planOf(1, [review('y'), review('z')])],
    ['with more bytes than fit', { chunkBytes: planOf(0, [review('a')]).bytes }, planOf(1, [review('z')])],
    ['with another content of an identity', {}, planOf(1, [review('a', 'other'), review('z')])],
    ['with a business key of another identity', {}, planOf(1, [review('z', 'a')])],
  ])('give a chunk of its own to a plan %s', async (_what, limits, other) => {
    const { chunks, apply, finish } = lanesWith(limits);
    const both = [apply(planOf(0, [review('a')])), apply(other)];
    await finish();
    expect(await Promise.all(both)).toEqual(['applied', 'applied']);
    const ids = other.entries.map((entry) => (isRefused(entry) ? 'refused' : entry.event.id));
    expect(chunks).toEqual([['a'], ids]);
  });

  it('keep an equal repeat from another partition in the chunk, where it has no effect', async () => {
    const { chunks, apply, finish } = lanesWith({});
    const both = [apply(planOf(0, [review('a')])), apply(planOf(1, [review('a')]))];
    await finish();
    expect(await Promise.all(both)).toEqual(['applied', 'applied']);
    expect(chunks).toEqual([['a']]);
  });

  it('try each plan alone when they fail together, and tell of a failure only whose it is', async () => {
    const { chunks, apply, finish } = lanesWith({}, (ids) =>
      ids.includes('bad') ? new TypeError('a mistake') : undefined,
    );
    const all = ['a', 'bad', 'c'].map((id, partition) => apply(planOf(partition, [review(id)])));
    await finish();
    expect(await Promise.all(all)).toEqual(['applied', 'a mistake', 'applied']);
    expect(chunks).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('try each plan alone when one of them was applied by somebody else, and tell it that', async () => {
    const { chunks, apply, finish } = lanesWith({}, undefined, { stale: 1 });
    const all = ['a', 'b', 'c'].map((id, partition) => apply(planOf(partition, [review(id)])));
    await finish();
    expect(await Promise.all(all)).toEqual(['applied', 'the watermarks of commerce.review are not at 1/0', 'applied']);
    expect(chunks).toEqual([['a'], ['c']]);
  });

  it('make chunks smaller that take too long, unless they are small already', async () => {
    const { lanes, apply, finish } = lanesWith({}, undefined, { chunkBudgetMs: -1 });
    const sizeAfter = async (events: number) => {
      const applied = apply(
        planOf(
          0,
          Array.from({ length: events }, (_, n) => review(`a${n}`)),
        ),
      );
      await finish();
      expect(await applied).toBe('applied');
      return lanes.chunkEvents;
    };
    expect([
      await sizeAfter(3),
      await sizeAfter(50),
      await sizeAfter(140),
      await sizeAfter(60),
      await sizeAfter(50),
    ]).toEqual([1_000, 1_000, 70, 50, 50]);
  });

  it('tell all of a passing trouble, without trying each of them against it', async () => {
    const { chunks, apply, finish } = lanesWith({}, () => new DatabaseUnreachable('away'));
    const all = ['a', 'b', 'c'].map((id, partition) => apply(planOf(partition, [review(id)])));
    await finish();
    expect(await Promise.all(all)).toEqual(Array(3).fill('away'));
    expect(chunks).toHaveLength(1);
  });

  it('take nothing along with a plan that is to be alone', async () => {
    const { chunks, apply, finish } = lanesWith({});
    const all = [0, 1, 2].map((n) => apply(planOf(n, [review(`a${n}`)]), n === 1));
    await finish();
    expect(await Promise.all(all)).toEqual(Array(3).fill('applied'));
    expect(chunks).toEqual([['a0', 'a2'], ['a1']]);
  });
});
