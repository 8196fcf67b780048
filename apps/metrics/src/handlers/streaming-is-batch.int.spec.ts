import { clvProjected, customerMerged, isEvent, type ClvProjected, type Envelope } from '@perennial/contracts';
import { listWaitingMessages, type ChunkHandler } from '@perennial/messaging';
import { tried } from '@perennial/oracle';
import { classify, type Database } from '@perennial/persistence';
import {
  freshDatabase,
  randomOf,
  ServiceOnRecords,
  settableClock,
  type FreshDatabase,
  type Random,
} from '@perennial/testing';
import fc from 'fast-check';

import { fitCurrencies } from '../jobs/fit-currencies.js';
import { fitStatesOf } from '../jobs/fit-states.js';
import { publishNextBatch } from '../jobs/publish-generation.js';
import { refitModels } from '../jobs/refit-models.js';
import { killedAt } from '../killed-session.fixture.js';
import { metricsService } from '../metrics.service.js';
import { batchModels, batchProjections, boughtBy } from './batch-projections.fixture.js';
import { MetricsChunkHandler } from './metrics-chunk.handler.js';
import { randomShop } from './random-shop.fixture.js';

const timeZone = 'America/New_York';
const [FIRST, SECOND, THIRD] = ['2026-10-10', '2026-10-12', '2026-10-17'] as const;
/** At which statement of a transaction a process is killed at the latest; a chunk of purchases has some fifteen, publishing a batch six. */
const STATEMENTS = 18;
const BATCH_STATEMENTS = 6;
/** How many of the chunks are begun and not ended. */
const KILLED = 0.2;

describe('the projections that are published', () => {
  const clock = settableClock(`${FIRST}T16:00:00Z`);
  let database: FreshDatabase;
  /** The service, whose process is killed now and then in the middle of a chunk. */
  function serviceKilledAtTimes(random: Random): ServiceOnRecords {
    const handler = new MetricsChunkHandler({ timeZone });
    const dying: ChunkHandler = {
      async handle(events, tx, chunk) {
        if (!random.chance(KILLED)) return handler.handle(events, tx, chunk);
        const killed = await killedAt(random.between(1, STATEMENTS), tx, database.db);
        const result = await handler.handle(events, killed, chunk);
        for (let left = STATEMENTS; left > 0; left -= 1) await killed.query('select');
        return result;
      },
      forgottenAmong: (customerIds, tx) => handler.forgottenAmong(customerIds, tx),
    };
    return new ServiceOnRecords('metrics', database.db, dying, clock);
  }

  /** Facts in any order, some twice, in chunks of any size; a chunk that was not ended comes again, as after a restart. */
  async function arrive(service: ServiceOnRecords, random: Random, events: readonly Envelope[]): Promise<void> {
    const again = events.filter(() => random.chance(0.2));
    const all = random.shuffled([...events, ...again]);
    while (all.length > 0) {
      const chunk = all.splice(0, random.between(1, 80));
      await untilDone(() => service.arrive(...chunk.sort((a, b) => (a.type < b.type ? -1 : 1))));
    }
  }

  async function untilDone(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      if (classify(error) !== 'infrastructure') throw error;
      return untilDone(work);
    });
  }

  /** Fits and publishes; the first try of publishing is killed. */
  async function renew(random: Random): Promise<string | undefined> {
    const { db } = database;
    const outcome = await refitModels(db, {
      ...{ now: clock(), timeZone, states: fitStatesOf(db), stop: new AbortController().signal },
      fit: (currencies, today) => fitCurrencies(db, currencies, today),
    });
    const publish = (on: Pick<Database, 'transaction'>) =>
      publishNextBatch(on as Database, { now: clock(), timeZone, source: '/perennial/metrics' });
    const dying: Pick<Database, 'transaction'> = {
      transaction: (work) =>
        db.transaction(async (tx) => work(await killedAt(random.between(1, BATCH_STATEMENTS), tx, db))),
    };
    await expect(publish(dying)).rejects.toThrow();
    while (await publish(db));
    return outcome?.generation;
  }

  /** What a consumer of the compacted topic knows of those who have bought. */
  async function published(): Promise<Map<string, ClvProjected>> {
    const newest = new Map<string, ClvProjected | null>();
    const messages = await listWaitingMessages(database.db);
    for (const { key, value } of messages.filter(({ topic }) => topic === clvProjected.topic))
      newest.set(String(key), value === null ? null : clvProjected.data.parse(JSON.parse(String(value))));
    return new Map([...newest].flatMap(([key, told]) => (told && told.projections.length > 0 ? [[key, told]] : [])));
  }

  /** Sums that are added up in another order differ by their last digits. */
  const rounded = (told: ReadonlyMap<string, ClvProjected>): unknown =>
    JSON.parse(
      JSON.stringify([...told].sort(), (_key, value: unknown) =>
        typeof value === 'number' ? Number(value.toPrecision(10)) : value,
      ),
    );

  async function holdsFor(seed: number): Promise<void> {
    const random = randomOf(seed, 'arrivals');
    const { events, later } = randomShop(randomOf(seed, 'shop'));
    const service = serviceKilledAtTimes(random);
    const shuffled = random.shuffled(events);
    const early = Math.floor(events.length * 0.75);

    clock.set(`${FIRST}T16:00:00Z`);
    await arrive(service, random, shuffled.slice(0, early));
    await renew(random);
    clock.set(`${SECOND}T16:00:00Z`);
    await arrive(service, random, shuffled.slice(early));
    const generation = (await renew(random)) ?? '';
    expect(await service.waiting()).toEqual([]);
    expect(Object.entries(await service.refused()).filter(([, reason]) => reason !== 'SUBJECT_ERASED')).toEqual([]);
    const bought = boughtBy(events, timeZone);
    const models = batchModels(bought, SECOND);
    expect([generation, [...models.keys()].sort()]).toEqual(['clv-2', ['EUR', 'USD']]);
    expect(rounded(await published())).toEqual(rounded(batchProjections(bought, models, generation, SECOND)));

    clock.set(`${THIRD}T16:00:00Z`);
    await arrive(service, random, later);
    const merges = events.filter((event) => isEvent(customerMerged, event));
    const changed = new Set(boughtBy([...merges, ...later], timeZone).map(({ person }) => person));
    const all = boughtBy([...events, ...later], timeZone);
    const [asBefore, now] = [SECOND, THIRD].map((day) => batchProjections(all, models, generation, day));
    const expected = new Map([...(asBefore ?? []), ...[...(now ?? [])].filter(([person]) => changed.has(person))]);
    expect(changed.size).toBeGreaterThan(50);
    expect(rounded(await published())).toEqual(rounded(expected));
  }

  it('are in every field those of a batch over the facts: in any order, twice, with returns, and killed in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        database = await freshDatabase('metrics', metricsService.migrations);
        try {
          await holdsFor(seed);
        } finally {
          await database.drop();
        }
      }),
      tried(2),
    );
  }, 600_000);
});
