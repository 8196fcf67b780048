import type { Envelope } from '@perennial/contracts';
import type { ChunkHandler } from '@perennial/messaging';
import { ServiceOnKafka } from '@perennial/testing';
import fc from 'fast-check';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { bought, FEBRUARY, JANUARY, sentBack } from './handlers/happenings.fixture.js';
import { LedgerRig } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';

const MEMBERS = 250;
const ORDERS_EACH = 4;
/** Pairs under way to the broker at a time, so that instances find few records at a time and overtake each other. */
const LANES = 5;

describe('purchases and their returns on Kafka, with two instances', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;
  /** Returns that came before their purchase. */
  const waited = new Set<string>();
  const used = new Set<LedgerChunkHandler>();

  /** The ledger's own, watched: afterwards nothing tells that a return had to wait. */
  function watched(): ChunkHandler {
    const inner = new LedgerChunkHandler(rig.programmes);
    return {
      async handle(events, tx, chunk) {
        const result = await inner.handle(events, tx, chunk);
        used.add(inner);
        for (const { event } of result.parked ?? []) waited.add(event.id);
        return result;
      },
      forgottenAmong: (customerIds, tx) => inner.forgottenAmong(customerIds, tx),
    };
  }

  beforeAll(async () => {
    rig = await LedgerRig.start();
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [],
      databaseUrl: rig.database.url,
      handler: watched,
      clock: () => new Date('2027-06-01T00:00:00Z'),
      instances: 2,
    });
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  it('produced at the same moment to both topics, 1,000 pairs: none is left parked, and every balance is right', async () => {
    const pairs = Array.from({ length: MEMBERS * ORDERS_EACH }, (_, index): [Envelope, Envelope] => {
      const orderId = `o-${index}`;
      return [
        bought(`buyer-${index % MEMBERS}`, 5990, JANUARY, { orderId }),
        sentBack(orderId, 2000, FEBRUARY, { returnId: `rt-${index}` }),
      ];
    });
    const draw = fc.record({ returnFirst: fc.boolean(), partitions: fc.tuple(fc.nat(3), fc.nat(3)) });
    const draws = fc.sample(draw, { seed: 1000, numRuns: pairs.length });
    const lane = async (first: number) => {
      for (let index = first; index < pairs.length; index += LANES) {
        const { returnFirst, partitions } = draws[index]!;
        const pair = returnFirst ? pairs[index]!.toReversed() : pairs[index]!;
        await Promise.all(pair.map((event, place) => service.send([event], partitions[place])));
      }
    };
    await service.shared();
    await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));
    await service.settled();

    const parked = await rig.db.query('select waits_for from parked_event');
    const refused = await rig.db.query('select reason, detail from quarantine');
    expect({ parked, refused }).toEqual({ parked: [], refused: [] });
    const wallets = await rig.db.query<{ wallet: string; members: bigint }>(
      `select concat_ws(' ', available, debt, earned, clawed_back) as wallet, count(*) as members
         from balance join member using (account) group by 1`,
    );
    // 5 points for each order; of 39.90 that are left of it, 3.
    expect(wallets).toEqual([{ wallet: '12 0 20 8', members: 250n }]);
    // It was the race it says: some returns were there first and had to wait, others were not.
    expect(used.size).toBe(2);
    expect(waited.size).toBeGreaterThan(0);
    expect(waited.size).toBeLessThan(pairs.length);
  }, 300_000);
});
