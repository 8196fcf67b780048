import { bodySignatureOf, isEvent, reviewHeld, reviewPublished, type Envelope } from '@perennial/contracts';
import { becomes } from '@perennial/oracle';
import {
  freshDatabase,
  randomOf,
  ServiceOnKafka,
  ServiceOnRecords,
  type FreshDatabase,
  type Random,
} from '@perennial/testing';

import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';
import { buys, january, judgements, reviews, sendsBack, takesBack } from './shop.fixture.js';

const WORDS = 'the clasp of this bracelet opened twice while walking and the shop sent a new one within';
const programme = jewellerWith();
const handler = () => new CampaignChunkHandler({ programme, vault: aVault() });
const clock = () => new Date('2027-02-01T00:00:00Z');

/** Two hundred reviews by a few people of a few things, with orders, returns and merges, and a burst. */
function aHistory(random: Random): Envelope[] {
  const people = Array.from({ length: 14 }, (_, index) => `c-${index}`);
  const skus = ['ring', 'chain', 'watch', 'pin'];
  const orders = Array.from({ length: 40 }, (_, index) => {
    const [customerId, day] = [random.pick(people), random.between(1, 20)];
    const order = buys(customerId, `o-${index}`, january(day), random.pick(skus), random.pick(skus));
    return random.chance(0.3) ? [order, sendsBack(customerId, `o-${index}`, january(day + 5), '1')] : [order];
  });
  const written = Array.from({ length: 200 }, (_, index) => {
    const busy = random.chance(0.1);
    const customerId = busy ? 'c-5' : random.pick(people);
    const burst = random.chance(0.1);
    const day = burst ? 15 : busy ? 8 : random.between(1, 25);
    const review = reviews(customerId, `r-${index}`, january(day), burst ? 'pin' : random.pick(skus), {
      ...(random.chance(0.3) && { bodyDigest: `digest-${random.between(1, 40)}` }),
      ...(random.chance(0.3) && { bodySignature: bodySignatureOf(`${WORDS} ${random.between(1, 9)}`) }),
      ...(random.chance(0.2) && { orderId: `o-${random.between(0, 39)}` }),
    });
    return random.chance(0.1) ? [review, takesBack(customerId, `r-${index}`, january(day + 1))] : [review];
  });
  return [...orders.flat(), ...written.flat(), becomes('c-0', 'c-1', january(22)), becomes('c-2', 'c-3', january(3))];
}

const withStars = (events: readonly Envelope[], random: Random): Envelope[] =>
  events.map((event) =>
    isEvent(reviewPublished, event) ? { ...event, data: { ...event.data, rating: random.between(1, 5) } } : event,
  );

describe('how 200 reviews are judged', () => {
  const random = randomOf(7, 'reviews');
  const history = aHistory(random);
  const databases: FreshDatabase[] = [];
  const aDatabase = async () => {
    const database = await freshDatabase('campaign', campaignService.migrations);
    databases.push(database);
    return database;
  };
  let told: unknown[];

  beforeAll(async () => {
    const { db } = await aDatabase();
    await new ServiceOnRecords('campaign', db, handler(), clock).arrive(...history);
    told = await judgements(db);
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('has holds of every reason, so that something is compared', () => {
    const codes = new Set(JSON.stringify(told).match(/(?<="code":")[a-z-]+/g));
    expect(told).toHaveLength(200);
    expect(codes.size).toBe(7);
    expect(JSON.stringify(told)).toContain('"standing":"held"');
  });

  it('depends neither on their stars nor on what came first', async () => {
    const { db } = await aDatabase();
    const service = new ServiceOnRecords('campaign', db, handler(), clock);
    await service.arrive(...withStars(random.shuffled(history), random));
    expect(await judgements(db)).toEqual(told);
  });

  it('is the same when they come to two instances twice and in disorder, and every hold is told once', async () => {
    const { db, url } = await aDatabase();
    const service = await ServiceOnKafka.start({
      ...{ service: 'campaign', topics: campaignService.topics, publishes: [reviewHeld.topic], databaseUrl: url },
      ...{ handler, clock },
    });
    try {
      const shuffled = random.shuffled(history);
      await service.send(shuffled);
      await service.send(shuffled.toReversed(), 1);
      await service.settled();
      expect(await judgements(db)).toEqual(told);
      const steps = await db.query(`select 1 from review_step where what <> 'withdrawn'`);
      const ids = service.published.map(({ headers }) => String(headers['ce_id']));
      expect(new Set(ids).size).toBe(steps.length);
    } finally {
      await service.end();
    }
  });
});
