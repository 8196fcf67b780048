import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { caseClosed, customerErased, surveyAnswered } from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { listWaitingMessages, silentLog } from '@perennial/messaging';
import { isErasedAt } from '@perennial/oracle';
import { Database } from '@perennial/persistence';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import {
  anEvent,
  freshDatabase,
  ServiceOnRecords,
  settableClock,
  someoneIsBlocked,
  until,
  type FreshDatabase,
} from '@perennial/testing';
import { Registry } from 'prom-client';

import { campaignService } from '../../campaign.service.js';
import { aVault } from '../../codes/vault.fixture.js';
import { CampaignChunkHandler } from '../../handlers/campaign-chunk.handler.js';
import { namingColumns } from '../../invariants.js';
import { jewellerWith } from '../../programme.fixture.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { caseRoutes } from './case-routes.js';

interface Listed {
  readonly caseId: string;
  readonly customerId: string;
  readonly overdue: boolean;
}

const programme = {
  ...jewellerWith(),
  themes: { names: ['delivery', 'price', 'staff'], question: 'themes' },
  cases: { detractor: { dueHours: 48 }, badCsat: { dueHours: 24, scoreMax: 2 } },
};

describe('the HTTP answers about cases', () => {
  const clock = settableClock('2027-01-12T10:00:00Z');
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  let handler: CampaignChunkHandler;
  let app: NestExpressApplication;
  let woken = 0;

  const answers = (customerId: string, time: string, survey = 'nps') =>
    anEvent(surveyAnswered, { time, data: { customerId, survey, score: 2, answers: { themes: ['price'] } } });

  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    const settings = { programme, vault: aVault() };
    handler = new CampaignChunkHandler(settings);
    service = new ServiceOnRecords('campaign', database.db, handler, clock);
    const module = await Test.createTestingModule({
      controllers: caseRoutes,
      providers: [
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: DELIVERY, useValue: { wakePublisher: () => (woken += 1) } },
        { provide: CAMPAIGN_SETTINGS, useValue: settings },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    await service.arrive(
      answers('due-tomorrow', '2027-01-11T09:00:00Z'),
      answers('overdue', '2027-01-10T09:00:00Z'),
      answers('due-now', '2027-01-11T10:00:00Z', 'csat'),
      answers('longest-overdue', '2027-01-08T09:00:00Z'),
    );
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const ask = async (path = '', init: RequestInit = {}) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/cases${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  const close = (caseId: string, wanted: object = { outcome: 'resolved' }, more: Record<string, string> = {}) =>
    ask(`/${caseId}/close`, {
      method: 'POST',
      body: JSON.stringify(wanted),
      headers: {
        'Content-Type': 'application/json',
        ...{ 'Perennial-Actor': 'mia', 'Idempotency-Key': `close-${caseId}`, ...more },
      },
    });
  const listed = async (query = ''): Promise<readonly Listed[]> => (await ask(query)).body['items'] ?? [];
  const caseOf = async (customer: string): Promise<string> =>
    (await listed()).find(({ customerId }) => customerId === customer)?.caseId ?? '';

  it('list the longest overdue first, page by page, and one that is due now is not overdue', async () => {
    expect((await listed()).map(({ customerId, overdue }) => [customerId, overdue])).toEqual([
      ...[
        ['longest-overdue', true],
        ['overdue', true],
        ['due-now', false],
        ['due-tomorrow', false],
      ],
    ]);
    const first = await ask('?limit=3');
    expect(first.body).toMatchObject({
      items: { length: 3 },
      nextCursor: `2027-01-12T10:00:00.000Z_${await caseOf('due-now')}`,
    });
    const second = await ask(`?limit=3&cursor=${String(first.body['nextCursor'])}`);
    expect(second.body).toMatchObject({ items: [{ customerId: 'due-tomorrow' }], nextCursor: null });
    expect(await listed('?reason=bad-csat')).toMatchObject([{ customerId: 'due-now' }]);
    const unknown = await ask('?cursor=0d0b8a4e-1a5c-5a37-9a53-3e1d0b5c2f11');
    expect(unknown).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('close a case once, with the themes that were named, and say so to others', async () => {
    const caseId = await caseOf('overdue');
    const wanted = { outcome: 'unresolved', themes: ['staff', 'delivery'] };
    const answer = { caseId, closedAt: '2027-01-12T10:00:00.000Z', inTime: false, outcome: 'unresolved' };
    expect(await close(caseId, wanted)).toEqual({ status: 200, body: { ...answer, themes: ['delivery', 'staff'] } });
    expect(await close(caseId, wanted)).toMatchObject({ status: 200, body: answer });
    expect(woken).toBe(2);
    const messages = await listWaitingMessages(database.db);
    expect(messages.filter(({ headers }) => String(headers['ce_type']) === caseClosed.type)).toHaveLength(1);
    expect((await ask(`/${caseId}`)).body).toMatchObject({
      ...{ caseId, customerId: 'overdue', overdue: false, themes: ['delivery', 'staff'] },
      closed: { at: answer.closedAt, inTime: false, by: 'person', outcome: 'unresolved' },
    });
    expect((await listed()).map(({ customerId }) => customerId)).not.toContain('overdue');
    const again = await close(caseId, wanted, { 'Idempotency-Key': 'another' });
    expect(again).toMatchObject({ status: 409, body: { code: 'CASE_CLOSED', by: 'person', outcome: 'unresolved' } });
  });

  it('keep the themes a case was opened with where none are named, and leave an open case open', async () => {
    const caseId = await caseOf('due-tomorrow');
    expect((await ask(`/${caseId}`)).body).toMatchObject({ themes: ['price'], closed: null });
    expect(await close(caseId)).toMatchObject({ status: 200, body: { inTime: true, themes: ['price'] } });
  });

  it.each([
    ['a case that is not there', '0d0b8a4e-1a5c-5a37-9a53-3e1d0b5c2f11', {}, {}, 404, 'UNKNOWN_CASE'],
    ['what is no id', 'nobody', {}, {}, 400, 'INVALID_REQUEST'],
    ['a theme that the programme has not', undefined, { themes: ['dust'] }, {}, 422, 'UNKNOWN_THEME'],
    ['an outcome that there is not', undefined, { outcome: 'done' }, {}, 400, 'INVALID_REQUEST'],
    ['nobody who answers for it', undefined, {}, { 'Perennial-Actor': '' }, 400, 'ACTOR_REQUIRED'],
    ['no key', undefined, {}, { 'Idempotency-Key': '' }, 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ])('refuse %s', async (_title, caseId, wanted, headers, status, code) => {
    const id = caseId ?? (await caseOf('due-now'));
    const refused = await close(id, { outcome: 'resolved', ...wanted }, { 'Idempotency-Key': code, ...headers });
    expect(refused).toMatchObject({ status, body: { code } });
    expect(await caseOf('due-now')).not.toBe('');
  });

  it('let one of 10 who close at the same moment close', async () => {
    const caseId = await caseOf('due-now');
    const closed = await Promise.all(
      Array.from({ length: 10 }, (_, index) => close(caseId, undefined, { 'Idempotency-Key': `k-${index}` })),
    );
    expect(closed.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('let nobody close who is forgotten at that moment', async () => {
    await service.arrive(answers('dan', '2027-01-12T09:00:00Z'), answers('eve', '2027-01-12T09:00:00Z'));
    const caseId = await caseOf('dan');
    const erased = isErasedAt('eve', '2027-01-12T09:30:00Z');
    const chunk = { topic: customerErased.topic, partition: 9, nextOffset: 1n, now: clock() };
    let closing: ReturnType<typeof close> | undefined;
    await database.db.transaction(async (tx) => {
      await handler.handle([erased], tx, chunk);
      closing = close(caseId, undefined, { 'Perennial-Actor': 'eve' });
      await Promise.race([closing, until('it waits', () => someoneIsBlocked(database.db))]);
    });
    expect(await closing).toMatchObject({ status: 403, body: { code: 'FORGOTTEN_PERSON' } });
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
  });

  it('name nobody who was forgotten, neither the customer nor who closed', async () => {
    await service.arrive(answers('ann', '2027-01-12T09:00:00Z'), answers('bea', '2027-01-12T09:00:00Z'));
    const [ofAnn, ofBea] = [await caseOf('ann'), await caseOf('bea')];
    await close(ofAnn, undefined, { 'Perennial-Actor': 'bea' });
    await service.arrive(isErasedAt('bea', '2027-01-12T09:30:00Z'));
    expect(await close(ofBea)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_CASE' } });
    expect(await findRemembered(database.db, namingColumns)).toBeUndefined();
    await service.arrive(answers('cid', '2027-01-12T09:00:00Z'));
    const refused = await close(await caseOf('cid'), undefined, { 'Perennial-Actor': 'bea' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORGOTTEN_PERSON' } });
  });

  it('list what is behind a page also when its last case is gone with its customer', async () => {
    const late = ['fay', 'gil', 'hal'].map((customerId, hour) => answers(customerId, `2027-01-12T0${hour + 7}:30:00Z`));
    await service.arrive(...late);
    const before = (await listed()).findIndex(({ customerId }) => customerId === 'gil');
    const { body } = await ask(`?limit=${before + 1}`);
    await service.arrive(isErasedAt('gil', '2027-01-12T09:45:00Z'));
    const cursor = encodeURIComponent(String(body['nextCursor']));
    expect((await listed(`?cursor=${cursor}`)).at(-1)).toMatchObject({ customerId: 'hal' });
  });
});
