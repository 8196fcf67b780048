import {
  achievementLost,
  achievementProgressed,
  achievementReached,
  engagementRecorded,
  type Envelope,
} from '@perennial/contracts';
import { anEvent, ServiceOnKafka, until } from '@perennial/testing';
import fc from 'fast-check';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { bought, sentBack } from './handlers/happenings.fixture.js';
import { LedgerRig } from './ledger-rig.fixture.js';
import { ledgerService } from './ledger.service.js';

const MEMBERS = 12;
const DECLARATIONS = [achievementProgressed, achievementReached, achievementLost];

const on = (month: number, day: number) => new Date(Date.UTC(2027, month - 1, day, 10)).toISOString();

/** Three purchases in 40 days of each member, of which one of every second member's comes back; and two attendances. */
function happenings(): Envelope[] {
  return Array.from({ length: MEMBERS }, (_, index) => {
    const who = `m-${index}`;
    const orders = [1, 10, 20].map((day) => bought(who, 2500, on(1, day), { orderId: `o-${index}-${day}` }));
    const back = sentBack(`o-${index}-10`, 2500, on(3, 1), { returnId: `r-${index}` });
    const attended = ['t-1', 't-2'].map((ticket, day) =>
      anEvent(engagementRecorded, {
        time: on(2, 1 + day),
        data: { customerId: who, kind: 'event-attended', proofId: `${ticket}-${index}` },
      }),
    );
    return [...orders, ...attended, ...(index % 2 ? [back] : [])];
  }).flat();
}

describe('the messages about achievements on Kafka', () => {
  let rig: LedgerRig;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    rig = await LedgerRig.start('challenges');
    service = await ServiceOnKafka.start({
      service: 'ledger',
      topics: ledgerService.topics,
      publishes: [achievementReached.topic],
      databaseUrl: rig.database.url,
      handler: () => new LedgerChunkHandler(rig.programmes),
      clock: () => rig.now,
      instances: 2,
    });
  });
  afterAll(async () => {
    await service?.end();
    await rig?.stop();
  });

  it('are what their contracts say, copies the same bytes, and end with how it stands, though all come twice and in any order', async () => {
    const events = happenings();
    const [one = [], two = []] = fc.sample(fc.shuffledSubarray(events, { minLength: events.length }), {
      seed: 34,
      numRuns: 2,
    });
    await service.send(one);
    await service.send(two, 1);
    await service.settled();
    const { published } = service;
    /** The newest of each member and achievement; all of a member are in one partition, in the order they were told. */
    const newest = () => {
      const found = new Map<string, { type: string; timesReached: number; count: number }>();
      const firsts = new Map<string, string>();
      for (const { headers, value, key } of published) {
        const [id, type] = [String(headers['ce_id']), String(headers['ce_type'])];
        const first = firsts.get(id);
        firsts.set(id, first ?? String(value));
        if (first !== undefined) expect(String(value)).toBe(first);
        const data = DECLARATIONS.find((each) => each.type === type)?.data.parse(JSON.parse(String(value)));
        if (!data || first !== undefined) continue;
        expect(String(key)).toBe(data.customerId);
        found.set(`${data.customerId} ${data.achievement}`, { type, ...data });
      }
      return found;
    };
    const members = Array.from({ length: MEMBERS }, (_, index) => index);
    const standing = async (index: number) => {
      const view = await rig.wallet(`m-${index}`);
      return (view?.achievements ?? []).filter(({ count, timesReached }) => count > 0 || timesReached > 0);
    };
    await until('all has been told', async () => {
      const found = newest();
      const all = await Promise.all(
        members.map(async (index) =>
          (await standing(index)).every(({ rule, count, timesReached }) => {
            const told = found.get(`m-${index} ${rule.name}`);
            return told?.timesReached === timesReached && told.count === count;
          }),
        ),
      );
      return all.every((each) => each);
    });
    const found = newest();
    for (const index of members) {
      const kept = index % 2 === 0;
      expect(found.get(`m-${index} two-days`)).toMatchObject({ type: achievementReached.type, timesReached: 1 });
      expect(found.get(`m-${index} three-purchases`)).toMatchObject({
        timesReached: kept ? 1 : 0,
        count: kept ? 0 : 2,
        badge: 'faithful',
        reason: { rule: 'three-purchases', programmeVersion: 1, text: 'Three purchases in 40 days' },
      });
      const view = await rig.wallet(`m-${index}`);
      // 1 point for each full 10 dollars; 30 and 6 for the achievements.
      expect(view?.balance.available).toBe(kept ? 6n + 20n + 30n + 6n : 4n + 20n + 6n);
    }
    expect(await rig.db.query('select reason from quarantine')).toEqual([]);
  }, 120_000);
});
