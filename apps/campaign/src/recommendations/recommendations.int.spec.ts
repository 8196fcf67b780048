import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { customerUpserted, purchaseCompleted, type Envelope } from '@perennial/contracts';
import { becomes, cancels, isErasedAt, sendsBack } from '@perennial/oracle';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { fitRecommendations } from '@perennial/recommend';
import { CLOCK, fitHttpEdge } from '@perennial/service';
import { anEvent, settableClock } from '@perennial/testing';
import { Registry } from 'prom-client';

import { CampaignRig } from '../campaign-rig.fixture.js';
import { GetRecommendationsRoute } from './get-recommendations.route.js';
import { refitRecommendations } from './jobs/refit-recommendations.js';
import { recommendToMember } from './recommend-to-member.js';
import { RECOMMENDATION_SETTINGS } from './tokens.js';

const NOW = '2027-03-01T12:00:00Z';
const programme = loadProgramme('programmes/jeweller.yaml');

type Line = readonly [sku: string, category?: string, productId?: string];

let orders = 0;
function bought(customerId: string | undefined, at: string, ...lines: Line[]): Envelope {
  const orderId = `o-${(orders += 1)}`;
  return anEvent(purchaseCompleted, {
    id: orderId,
    time: at,
    ...(customerId === undefined && { subject: undefined }),
    data: {
      ...{ orderId, customerId, currency: 'USD', totalMinor: 1_000 * lines.length },
      lines: lines.map(([sku, category, productId], i) => ({
        ...{ lineId: `l-${i}`, sku, quantity: 1, unitPriceMinor: 1_000 },
        ...(category !== undefined && { category }),
        ...(productId !== undefined && { productId }),
      })),
    },
  });
}
const many = (n: number, of: (who: string) => Envelope): Envelope[] =>
  Array.from({ length: n }, (_, i) => of(`many-${i}-${(orders += 1)}`));

const RING: Line = ['ring', 'rings'];
const CHAIN: Line = ['chain', 'chains'];
const WATCH: Line = ['watch', 'watches'];
const DAY = '2027-02-01T10:00:00Z';
// Four with a ring and a chain; a watch is what most buy, and a second ring what some do.
const SHOP = () => [
  ...many(4, (who) => bought(who, DAY, RING, CHAIN)),
  ...many(5, (who) => bought(who, DAY, WATCH)),
  ...many(2, (who) => bought(who, DAY, ['second-ring', 'rings'])),
];

describe('recommendations to members', () => {
  const clock = settableClock(NOW);
  let rig: CampaignRig;
  beforeEach(async () => {
    clock.set(NOW);
    rig = await CampaignRig.start(programme, clock);
  });
  afterEach(() => rig.end());

  const refit = () =>
    refitRecommendations(rig.db, {
      now: clock(),
      fit: async (purchases, today) => fitRecommendations(purchases, today),
      stop: new AbortController().signal,
      prolong: async () => true,
    });
  const recommended = (customerId: string, { k = 10, holdoutPercent = 0, halfLifeDays = 90 } = {}) =>
    recommendToMember(rig.db, customerId, { k, now: clock(), holdoutPercent, halfLifeDays });
  const skusFor = async (customerId: string) => (await recommended(customerId))?.items.map(({ sku }) => sku);

  it('are what others bought who bought the same, then what is popular in a category, then what is popular', async () => {
    await rig.service.arrive(...SHOP(), bought('ann', DAY, RING));
    await refit();
    expect(await recommended('ann')).toEqual({
      arm: 'treatment',
      modelVersion: 1,
      items: expect.arrayContaining([
        {
          ...{ sku: 'chain', score: expect.any(Number), basis: 'bought-together', because: 'ring' },
          reason: 'Bought by people who bought ring',
        },
        { sku: 'second-ring', score: expect.any(Number), basis: 'category', reason: 'Popular in rings' },
        { sku: 'watch', score: expect.any(Number), basis: 'popularity', reason: 'Popular at the moment' },
      ]),
    });
    // Of all purchases five in sixteen are watches, and two second rings.
    expect((await skusFor('ann'))?.slice(0, 2)).toEqual(['chain', 'second-ring']);
    expect((await recommended('ann', { k: 1 }))?.items.map(({ sku }) => sku)).toEqual(['chain']);
  });

  it('are none that the member has or has sent back, also of another article of the product', async () => {
    const small: Line = ['bangle-s', 'bangles', 'bangle'];
    const large: Line = ['bangle-l', 'bangles', 'bangle'];
    await rig.service.arrive(...SHOP(), ...many(3, (who) => bought(who, DAY, large)), bought('ann', DAY, small));
    const back = bought('ann', DAY, WATCH, CHAIN);
    const line = { lineId: 'l-0', quantity: 1, amountMinor: 1_000 };
    const { orderId } = back.data as { orderId: string };
    await rig.service.arrive(back, sendsBack(orderId, 'r', '2027-02-02T10:00:00Z', 1_000, { lines: [line] }));
    await refit();
    expect((await skusFor('ann'))?.toSorted()).toEqual(['ring', 'second-ring']);
  });

  it('follow what the member buys at once, before there is a new model', async () => {
    await rig.service.arrive(...SHOP(), bought('ann', DAY, WATCH));
    await refit();
    expect(await skusFor('ann')).toContain('chain');
    await rig.service.arrive(bought('ann', NOW, RING, CHAIN));
    expect(await skusFor('ann')).toEqual(['second-ring']);
  });

  it('name of a product with several articles that which is bought most', async () => {
    const small: Line = ['bangle-s', 'bangles', 'bangle'];
    // One told only once of which product it is.
    const large: Line = ['bangle-l', 'bangles'];
    await rig.service.arrive(
      ...many(2, (who) => bought(who, DAY, small)),
      ...many(3, (who) => bought(who, DAY, large)),
      bought('x', DAY, ['bangle-l', 'bangles', 'bangle']),
      bought('ann', DAY, RING),
    );
    await refit();
    expect(await skusFor('ann')).toEqual(['bangle-l']);
  });

  it('count two records of one person as one, for the model and for the member', async () => {
    await rig.service.arrive(
      ...SHOP(),
      bought('ann', DAY, RING),
      bought('bea', DAY, WATCH),
      becomes('ann', 'bea', NOW),
    );
    await refit();
    expect(await recommended('ann')).toEqual(await recommended('bea'));
    expect(await skusFor('bea')).toEqual(['chain', 'second-ring']);
  });

  it('are only what is popular, and say so, for the share of members who are withheld', async () => {
    await rig.service.arrive(...SHOP(), bought('ann', DAY, RING));
    await refit();
    expect(await recommended('ann', { holdoutPercent: 100 })).toMatchObject({
      arm: 'holdout',
      items: [
        { sku: 'watch', basis: 'popularity' },
        { sku: 'chain', basis: 'popularity' },
        { sku: 'second-ring', basis: 'popularity' },
      ],
    });
  });

  it('care less for a category the longer ago something of it was bought', async () => {
    await rig.service.arrive(
      ...SHOP(),
      ...many(2, (who) => bought(who, DAY, ['second-chain', 'chains'])),
      bought('ann', '2026-02-01T10:00:00Z', ['old-ring', 'rings'], ['older-ring', 'rings']),
      bought('ann', DAY, ['new-chain', 'chains']),
    );
    await refit();
    const skus = await skusFor('ann');
    expect(skus?.indexOf('second-chain')).toBeLessThan(skus?.indexOf('second-ring') ?? -1);
  });

  it('are made anew with a fifth more orders, and on another day; not before', async () => {
    expect(await refit()).toBeUndefined();
    await rig.service.arrive(...many(10, (who) => bought(who, DAY, RING)));
    expect(await refit()).toMatchObject({ version: 1, reason: 'no-model', orders: 10, products: 1 });
    await rig.service.arrive(bought('ann', DAY, CHAIN));
    expect(await refit()).toBeUndefined();
    await rig.service.arrive(bought('bea', DAY, CHAIN));
    expect(await refit()).toMatchObject({ version: 2, reason: 'grown', orders: 12 });
    clock.set('2027-03-01T23:59:59.999Z');
    expect(await refit()).toBeUndefined();
    clock.set('2027-03-02T00:00:00Z');
    expect(await refit()).toMatchObject({ version: 3, reason: 'new-day' });
    const versions = await rig.db.query('select distinct version from recommended_product order by 1');
    expect(versions).toEqual([{ version: 2 }, { version: 3 }]);
  });

  it('hold nothing of a customer: neither ids, nor what only a single customer bought together', async () => {
    await rig.service.arrive(...SHOP(), bought('ann', DAY, ['her-a'], ['her-b']), bought('ann', DAY, RING, WATCH));
    await rig.service.arrive(bought(undefined, DAY, RING, CHAIN));
    await refit();
    const rows = await rig.db.query<{ row: string }>(
      `select p::text as row from recommended_product p union all select n::text from recommended_name n`,
    );
    expect(rows.filter(({ row }) => /ann|many|o-\d/.test(row))).toEqual([]);
    const alone = await rig.db.query(
      `select sku, neighbours from recommended_product where sku like 'her-%' order by sku`,
    );
    expect(alone).toEqual([
      { sku: 'her-a', neighbours: [] },
      { sku: 'her-b', neighbours: [] },
    ]);
    await rig.service.arrive(isErasedAt('ann', NOW));
    clock.set('2027-03-02T00:00:00Z');
    await refit();
    expect(await rig.db.query(`select 1 from recommended_name where name like 'her-%' and version = 2`)).toEqual([]);
    expect(await recommended('ann')).toBeUndefined();
  });

  it('leave out gift cards, and what was in cancelled orders', async () => {
    const card = bought('a', DAY, ['card']);
    const { lines } = card.data as { lines: { giftCard?: boolean }[] };
    for (const line of lines) line.giftCard = true;
    const gone = bought('c', DAY, CHAIN);
    await rig.service.arrive(card, bought('b', DAY, RING), gone, bought('ann', DAY, WATCH));
    await rig.service.arrive(cancels((gone.data as { orderId: string }).orderId, NOW));
    await refit();
    expect(await skusFor('ann')).toEqual(['ring']);
  });

  describe('over HTTP', () => {
    let app: NestExpressApplication;
    beforeEach(async () => {
      const module = await Test.createTestingModule({
        controllers: [GetRecommendationsRoute],
        providers: [
          { provide: Database, useValue: rig.db },
          { provide: CLOCK, useValue: clock },
          { provide: RECOMMENDATION_SETTINGS, useValue: programme.recommendations },
        ],
      }).compile();
      app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
      fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
      await app.listen(0, '127.0.0.1');
    });
    afterEach(() => app?.close());

    const get = async (path: string) => {
      const { port } = app.getHttpServer().address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}/v1/members/${path}`);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    it('are at most k, of 1 to 50, and 10 where nothing is said', async () => {
      const skus = Array.from({ length: 60 }, (_, i) => `p-${i}`);
      await rig.service.arrive(...skus.map((sku, i) => bought(`c-${i}`, DAY, [sku])), bought('ann', DAY, RING));
      await refit();
      const lengthOf = async (path: string) => ((await get(path)).body['items'] as unknown[]).length;
      expect(await lengthOf('ann/recommendations')).toBe(10);
      expect(await lengthOf('ann/recommendations?k=50')).toBe(50);
      expect(await lengthOf('ann/recommendations?k=1')).toBe(1);
    });

    it.each(['0', '51', '-1', '1.5', 'ten', '', '01'])('refuse k=%s with what would be right', async (k) => {
      expect(await get(`ann/recommendations?k=${k}`)).toMatchObject({
        status: 400,
        body: {
          code: 'INVALID_REQUEST',
          errors: [{ pointer: '#/k', message: 'must be a whole number from 1 to 50' }],
        },
      });
    });

    it('are empty for a member who has bought nothing, while there is no model', async () => {
      await rig.service.arrive(anEvent(customerUpserted, { data: { customerId: 'ann' } }));
      expect(await get('ann/recommendations')).toEqual({ status: 200, body: { items: [], arm: 'treatment' } });
    });

    it('are 404 UNKNOWN_MEMBER for a customer no event has named', async () => {
      expect(await get('nobody/recommendations')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_MEMBER' } });
    });
  });
});
