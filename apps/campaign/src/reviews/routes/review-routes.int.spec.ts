import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { reviewConfirmed, reviewReleased } from '@perennial/contracts';
import { isErasedAt } from '@perennial/oracle';
import { listWaitingMessages, silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import { freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';
import { Registry } from 'prom-client';

import { aVault } from '../../codes/vault.fixture.js';
import { campaignService } from '../../campaign.service.js';
import { CampaignChunkHandler } from '../../handlers/campaign-chunk.handler.js';
import { jewellerWith } from '../../programme.fixture.js';
import { ReviewCommands } from '../review-commands.js';
import { january, reviews, takesBack } from '../shop.fixture.js';
import { reviewRoutes } from './review-routes.js';

describe('the HTTP answers about reviews', () => {
  const clock = settableClock('2027-01-12T10:00:00Z');
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  let app: NestExpressApplication;
  let woken = 0;

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const handler = new CampaignChunkHandler({ programme: jewellerWith(), vault: aVault() });
    service = new ServiceOnRecords('campaign', database.db, handler, clock);
    // Nobody bought what all of them review on one day.
    await service.arrive(
      ...Array.from({ length: 8 }, (_, index) => reviews(`c-${index}`, `r/${index}`, january(10), 'ring')),
    );
    const module = await Test.createTestingModule({
      controllers: reviewRoutes,
      providers: [
        ReviewCommands,
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: DELIVERY, useValue: { wakePublisher: () => (woken += 1) } },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const ask = async (path: string, init: RequestInit = {}) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/reviews/${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  const decide = (
    reviewId: string,
    what: 'release' | 'confirm',
    more: Record<string, string> = {},
    reason = 'called',
  ) =>
    ask(`${encodeURIComponent(reviewId)}/${what}`, {
      method: 'POST',
      body: JSON.stringify({ reason }),
      headers: {
        'Content-Type': 'application/json',
        ...{ 'Perennial-Actor': 'mia', 'Idempotency-Key': `${what}-${reviewId}`, ...more },
      },
    });
  const told = async (wanted: string) =>
    (await listWaitingMessages(database.db)).filter(({ headers }) => String(headers['ce_type']) === wanted).length;

  it('list what is held page by page, with what speaks against each', async () => {
    const first = await ask('held?limit=5');
    expect(first.body).toMatchObject({ items: { length: 5 }, nextCursor: '2027-01-10T12:00:00.000Z_r/4' });
    const second = await ask(`held?limit=5&cursor=${encodeURIComponent(String(first.body['nextCursor']))}`);
    expect(second.body).toMatchObject({
      items: [{ reviewId: 'r/5' }, { reviewId: 'r/6' }, { reviewId: 'r/7' }],
      nextCursor: null,
    });
    expect(second.body['items']?.[0]).toEqual({
      ...{ reviewId: 'r/5', customerId: 'c-5', sku: 'ring', publishedAt: '2027-01-10T12:00:00.000Z' },
      ...{ standing: 'held', score: 100, holdFrom: 100 },
      reasons: [
        { code: 'unverified', weight: 50, excused: false, evidence: { withinDays: 365, orders: 0, returned: 0 } },
        {
          code: 'burst',
          weight: 50,
          excused: false,
          evidence: { onDay: 8, expected: 0.7, tail: expect.closeTo(7.7e-7, 8) },
        },
      ],
    });
    expect(await ask('held?cursor=nobody')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('release a review once, for whom and why, and say so to others', async () => {
    expect(await decide('r/0', 'release')).toEqual({
      status: 200,
      body: { reviewId: 'r/0', standing: 'released', score: 0 },
    });
    expect(await decide('r/0', 'release')).toMatchObject({ status: 200 });
    const { body } = await ask('r%2F0/trust');
    expect(body).toMatchObject({
      ...{ standing: 'released', score: 0, reasons: [{ excused: true }, { excused: true }] },
      steps: [
        { what: 'held', actor: null, reason: null, score: 100, codes: ['unverified', 'burst'] },
        { what: 'released', actor: 'mia', reason: 'called', score: 0, at: '2027-01-12T10:00:00.000Z' },
      ],
    });
    expect(body['steps']).toHaveLength(2);
    expect([await told(reviewReleased.type), woken]).toEqual([1, 2]);
  });

  it('do not hold it again for what was known, but for a reason that comes with more', async () => {
    await service.arrive(reviews('c-8', 'r/8', january(10), 'ring'));
    expect((await ask('r%2F0/trust')).body).toMatchObject({ standing: 'released' });
  });

  it('confirm a review for good', async () => {
    expect(await decide('r/1', 'confirm')).toMatchObject({ status: 200, body: { standing: 'confirmed', score: 100 } });
    expect(await told(reviewConfirmed.type)).toBe(1);
    await service.arrive(takesBack('c-1', 'r/1', january(11)));
    expect((await ask('r%2F1/trust')).body).toMatchObject({ standing: 'confirmed', steps: { length: 2 } });
  });

  it.each([
    ['a review that nobody knows', 'r/99', {}, 404, 'UNKNOWN_REVIEW'],
    ['one that is not held any more', 'r/0', { 'Idempotency-Key': 'another' }, 409, 'REVIEW_NOT_HELD'],
    ['nobody who answers for it', 'r/2', { 'Perennial-Actor': '' }, 400, 'ACTOR_REQUIRED'],
    ['no key', 'r/2', { 'Idempotency-Key': '' }, 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ])('refuse %s', async (_title, reviewId, headers, status, code) => {
    expect(await decide(reviewId, 'release', headers)).toMatchObject({ status, body: { code } });
    expect((await ask('unheard-of/trust')).body).toMatchObject({ code: 'UNKNOWN_REVIEW' });
  });

  it('refuse a reason that is blank', async () => {
    expect(await decide('r/2', 'release', {}, ' ')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('let one of 10 who decide at the same moment decide', async () => {
    const decided = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        decide('r/3', index % 2 ? 'release' : 'confirm', { 'Idempotency-Key': `k-${index}` }),
      ),
    );
    expect(decided.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await ask('r%2F3/trust')).body).toMatchObject({ steps: { length: 2 } });
  });

  it('count holds by week, and how many were wrong of those that somebody decided', async () => {
    clock.set('2027-01-19T10:00:00Z');
    await decide('r/4', 'confirm');
    await service.arrive(takesBack('c-5', 'r/5', january(11)));
    const { body } = await ask('holds/weekly');
    expect(body['weeks']).toMatchObject([
      { week: '2027-01-18', held: 0, lifted: 0, withdrawn: 1, released: 0, confirmed: 1, falseHoldRate: 0 },
      { week: '2027-01-11', held: 9, withdrawn: 0 },
    ]);
    const [, { released = 0, confirmed = 0, falseHoldRate = 0 } = {}] = body['weeks'] as unknown as Record<
      string,
      number
    >[];
    expect([released + confirmed, falseHoldRate]).toEqual([3, released / 3]);
  });

  it('name nobody who was forgotten, neither the writer nor who decided', async () => {
    await decide('r/6', 'confirm', { 'Perennial-Actor': 'c-7' }, 'c-6 told me');
    await service.arrive(isErasedAt('c-6', january(19)), isErasedAt('c-7', january(19)));
    expect(await ask('r%2F6/trust')).toMatchObject({ status: 404 });
    expect(
      await database.db.query(`select actor, remark from review_step where review_id = 'r/6' order by step`),
    ).toEqual([
      { actor: null, remark: null },
      { actor: 'account:forgotten', remark: null },
    ]);
    expect(await decide('r/2', 'release', { 'Perennial-Actor': 'c-7' })).toMatchObject({
      status: 403,
      body: { code: 'FORGOTTEN_PERSON' },
    });
  });

  it('list what is behind a page also when its last review is gone with its customer', async () => {
    const crowd = Array.from({ length: 9 }, (_, index) => reviews(`d-${index}`, `s/${index}`, january(11), 'band'));
    await service.arrive(...crowd);
    const held = async (query = '') => {
      const { body } = await ask(`held${query}`);
      const items: readonly { readonly reviewId: string }[] = body['items'] ?? [];
      return { ids: items.map(({ reviewId }) => reviewId), next: encodeURIComponent(String(body['nextCursor'])) };
    };
    const { next } = await held(`?limit=${(await held()).ids.indexOf('s/3') + 1}`);
    await service.arrive(isErasedAt('d-3', january(12)));
    expect((await held(`?cursor=${next}`)).ids).toEqual(['s/4', 's/5', 's/6', 's/7', 's/8']);
  });
});
