import { randomUUID } from 'node:crypto';

import {
  customerErased,
  engagementRecorded,
  pointsGranted,
  suggestionChanged,
  type SuggestionChanged,
} from '@perennial/contracts';
import { findRemembered } from '@perennial/customers';
import { listWaitingMessages } from '@perennial/messaging';
import { becomes, isErasedAt } from '@perennial/oracle';
import type { Programme } from '@perennial/programme';
import { anEvent, settableClock, someoneIsBlocked, until } from '@perennial/testing';

import { aCampaign } from '../domain/campaigns.fixture.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { aVault } from '../codes/vault.fixture.js';
import { namingColumns } from '../invariants.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { setStatus } from './set-status.js';

const NOW = '2027-03-15T12:00:00.000Z';
const MADE = '2027-03-01T10:00:00.000Z';
const clock = settableClock(NOW);
const programme: Programme = {
  ...jewellerWith(),
  campaigns: [
    aCampaign({
      id: 'thanks-for-the-idea',
      trigger: { kind: 'event', on: suggestionChanged.type, when: 'data.status == "done"' },
      offer: { kind: 'points', points: 50 },
      budgetPerMonth: { points: 100 },
    }),
  ],
};

interface Shown {
  readonly suggestionId: string;
  readonly customerId: string;
}

describe('suggestions', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    clock.set(NOW);
    routes = await CampaignRoutes.start(programme, clock);
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  const suggests = (customerId: string, proofId?: string, time = MADE, id = `${customerId} ${proofId ?? ''}`) =>
    anEvent(engagementRecorded, {
      ...{ id, time },
      data: { customerId, kind: 'suggestion-made', category: 'packaging', proofId },
    });
  const list = async (query = '') => {
    const body = await routes.get(`suggestions${query}`);
    return body as { readonly items: readonly Shown[]; readonly nextCursor: string | null };
  };
  const customers = async (query = '') => (await list(query)).items.map(({ customerId }) => customerId);
  const idOf = async (wanted: string, query = '') =>
    (await list(query)).items.find(({ customerId }) => customerId === wanted)?.suggestionId ?? 'none';
  const set = async (suggestionId: string, status: string, more: Record<string, string> = {}) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'perennial-actor': 'mia' };
    const request = { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify({ status }) };
    const answer = await routes.ask(`suggestions/${suggestionId}/status`, request);
    return { ...((await answer.json()) as Record<string, unknown>), http: answer.status };
  };
  const told = async (): Promise<SuggestionChanged[]> => {
    const messages = await listWaitingMessages(routes.database.db);
    return messages
      .filter(({ headers }) => String(headers['ce_type']) === suggestionChanged.type)
      .map(({ value }) => suggestionChanged.data.parse(JSON.parse(String(value))));
  };

  it('are open once they are made, once by proof or event, and also when they come late', async () => {
    const [ann, bob] = [suggests('ann', 'post-1'), suggests('bob', undefined, '2026-01-01T00:00:00.000Z')];
    await routes.service.arrive(ann, ann, bob, suggests('ann', 'post-1', '2027-03-02T10:00:00Z', 'told again'));
    await routes.service.arrive(suggests('ann', 'post-1', '2027-03-02T10:00:00Z', 'told a third time'));
    expect(await list()).toEqual({
      items: [
        {
          suggestionId: expect.any(String) as string,
          customerId: 'bob',
          status: 'open',
          category: 'packaging',
          madeAt: '2026-01-01T00:00:00.000Z',
        },
        {
          suggestionId: expect.any(String) as string,
          customerId: 'ann',
          status: 'open',
          category: 'packaging',
          proofId: 'post-1',
          madeAt: MADE,
        },
      ],
      nextCursor: null,
    });
    expect(await told()).toEqual([]);
  });

  it('have what their earliest event says, in whatever order they come, until somebody has decided', async () => {
    const told = ['2027-03-03T10:00:00.000Z', '2027-03-01T10:00:00.000Z', '2027-03-02T10:00:00.000Z'];
    for (const time of told) await routes.service.arrive(suggests('ann', 'post-1', time, time));
    expect((await list()).items).toMatchObject([{ madeAt: '2027-03-01T10:00:00.000Z' }]);
    await set(await idOf('ann'), 'planned');
    await routes.service.arrive(suggests('ann', 'post-1', '2027-02-01T10:00:00.000Z', 'late'));
    expect((await list('?status=planned')).items).toMatchObject([{ madeAt: '2027-03-01T10:00:00.000Z' }]);
    expect((await list()).items).toEqual([]);
  });

  it('are planned, then done, and their customer is told of each once', async () => {
    await routes.service.arrive(suggests('ann', 'post-1'));
    const suggestionId = await idOf('ann');
    const key = { 'idempotency-key': 'plan-it' };
    const planned = { http: 200, suggestionId, status: 'planned', changedAt: NOW };
    expect([await set(suggestionId, 'planned', key), await set(suggestionId, 'planned', key)]).toEqual([
      planned,
      planned,
    ]);
    expect(await set(suggestionId, 'planned')).toMatchObject({
      ...{ http: 409, code: 'SUGGESTION_STATUS', status: 409, standing: 'planned', next: ['done', 'declined'] },
    });
    clock.set('2027-03-16T12:00:00.000Z');
    expect(await set(suggestionId, 'done')).toMatchObject({ http: 200, status: 'done' });
    expect(await set(suggestionId, 'declined')).toMatchObject({ http: 409, standing: 'done', next: [] });
    const about = { suggestionId, customerId: 'ann', category: 'packaging', proofId: 'post-1', madeAt: MADE };
    expect(await told()).toEqual([
      { ...about, status: 'planned', changedAt: NOW },
      { ...about, status: 'done', changedAt: '2027-03-16T12:00:00.000Z' },
    ]);
    expect(await routes.get(`suggestions/${suggestionId}`)).toEqual({
      ...{ ...about, status: 'done', changedAt: '2027-03-16T12:00:00.000Z' },
    });
    expect([await customers(), await customers('?status=done')]).toEqual([[], ['ann']]);
  });

  it('are decided no earlier than they were made, and than what was decided before, by a clock that is behind', async () => {
    await routes.service.arrive(suggests('ann'));
    const suggestionId = await idOf('ann');
    clock.set('2027-03-01T09:59:59.999Z');
    expect(await set(suggestionId, 'planned')).toMatchObject({ http: 200, changedAt: MADE });
    clock.set(NOW);
    await routes.service.arrive(suggests('bob'));
    const ofBob = await idOf('bob');
    await set(ofBob, 'planned');
    clock.set('2027-03-15T11:59:59.999Z');
    expect(await set(ofBob, 'done')).toMatchObject({ http: 200, changedAt: NOW });
  });

  it('are given one status by two who decide at the same moment', async () => {
    await routes.service.arrive(suggests('ann'));
    const suggestionId = await idOf('ann');
    let deciding: ReturnType<typeof set> | undefined;
    await routes.database.db.transaction(async (tx) => {
      await setStatus({ tx, clock }, suggestionId, { status: 'declined', actor: 'kim' });
      deciding = set(suggestionId, 'done');
      await Promise.race([deciding, until('it waits', () => someoneIsBlocked(routes.database.db))]);
    });
    expect(await deciding).toMatchObject({ http: 409, code: 'SUGGESTION_STATUS', standing: 'declined' });
    expect(await told()).toMatchObject([{ status: 'declined' }]);
  });

  it('come page by page, those made first before the others', async () => {
    const people = ['ann', 'bob', 'cid', 'dan'];
    await routes.service.arrive(
      ...people.map((customerId, day) => suggests(customerId, 'p', `2027-03-0${day + 1}T10:00:00Z`)),
    );
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${first.nextCursor ?? ''}`);
    expect([first, second]).toMatchObject([{ items: [{ customerId: 'ann' }] }, { items: [{ customerId: 'bob' }] }]);
    // Its last one is gone, and the next page still begins behind it.
    await routes.service.arrive(isErasedAt('bob', NOW));
    expect(await list(`?limit=2&cursor=${second.nextCursor ?? ''}`)).toMatchObject({
      ...{ items: [{ customerId: 'cid' }, { customerId: 'dan' }], nextCursor: null },
    });
    expect(await routes.get(`suggestions?cursor=${randomUUID()}`)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each([
    ['what is not there', randomUUID(), 'planned', {}, 404, 'UNKNOWN_SUGGESTION'],
    ['what is no id', 'idea', 'planned', {}, 400, 'INVALID_REQUEST'],
    ['a status that nobody sets', undefined, 'open', {}, 400, 'INVALID_REQUEST'],
    ['nobody who answers for it', undefined, 'planned', { 'perennial-actor': '' }, 400, 'ACTOR_REQUIRED'],
    ['no key', undefined, 'planned', { 'idempotency-key': '' }, 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ])('refuse %s', async (_title, suggestionId, status, headers, http, code) => {
    await routes.service.arrive(suggests('ann'));
    expect(await set(suggestionId ?? (await idOf('ann')), status, headers)).toMatchObject({ http, code });
    expect(await told()).toEqual([]);
  });

  it('that are done bring points by a campaign, within its budget', async () => {
    const people = ['ann', 'bob', 'cid'];
    await routes.service.arrive(...people.map((customerId) => suggests(customerId)));
    for (const customerId of people) await set(await idOf(customerId), customerId === 'bob' ? 'planned' : 'done');
    const heard = async () =>
      (await told()).map((data) =>
        anEvent(suggestionChanged, {
          ...{ id: `${data.suggestionId} ${data.status}`, source: '/perennial/campaign', time: data.changedAt, data },
        }),
      );
    const { messages } = await routes.service.arrive(...(await heard()));
    expect(messages.map(({ type, subject, data }) => [type, subject, (data as { points: number }).points])).toEqual(
      ['ann', 'cid'].map((customerId) => [pointsGranted.type, customerId, 50]),
    );
    await set(await idOf('bob', '?status=planned'), 'done');
    const { messages: more } = await routes.service.arrive(...(await heard()));
    expect(more).toMatchObject([{ subject: 'bob', data: { reason: { rule: 'thanks-for-the-idea' } } }]);
    expect(more[0]?.type).toBe('loyalty.offer.withheld.v1');
  });

  it('are those of the person that merged records are, also where both told of one', async () => {
    await routes.service.arrive(suggests('ann', 'post-1'), becomes('ann', 'ann b.', NOW));
    expect(await customers()).toEqual(['ann b.']);
    await routes.service.arrive(suggests('ann b.', 'post-1'), suggests('ann', 'post-2'));
    expect(await customers()).toEqual(['ann b.', 'ann b.']);
    await routes.service.arrive(isErasedAt('ann', NOW));
    await set(await idOf('ann b.'), 'declined');
    expect(await told()).toMatchObject([{ customerId: 'ann b.', status: 'declined' }]);
  });

  it('go with who is forgotten, and name nobody of them who decided', async () => {
    await routes.service.arrive(suggests('ann'), suggests('bob'));
    const ofAnn = await idOf('ann');
    await set(ofAnn, 'planned', { 'perennial-actor': 'bob' });
    await routes.service.arrive(isErasedAt('bob', NOW));
    expect([await customers(), await customers('?status=planned')]).toEqual([[], ['ann']]);
    expect(await set(ofAnn, 'done', { 'perennial-actor': 'bob' })).toMatchObject({
      http: 403,
      code: 'FORGOTTEN_PERSON',
    });
    expect(await findRemembered(routes.database.db, namingColumns)).toBeUndefined();
    await routes.service.arrive(isErasedAt('ann', NOW));
    expect(await set(ofAnn, 'done')).toMatchObject({ http: 404, code: 'UNKNOWN_SUGGESTION' });
    expect(await findRemembered(routes.database.db, namingColumns)).toBeUndefined();
  });

  it('are decided by nobody while their customer is being forgotten', async () => {
    await routes.service.arrive(suggests('ann'));
    const suggestionId = await idOf('ann');
    const handler = new CampaignChunkHandler({ programme, vault: aVault() });
    const chunk = { topic: customerErased.topic, partition: 9, nextOffset: 1n, now: clock() };
    let deciding: ReturnType<typeof set> | undefined;
    await routes.database.db.transaction(async (tx) => {
      await handler.handle([isErasedAt('ann', NOW)], tx, chunk);
      deciding = set(suggestionId, 'done');
      await Promise.race([deciding, until('it waits', () => someoneIsBlocked(routes.database.db))]);
    });
    expect(await deciding).toMatchObject({ http: 404, code: 'UNKNOWN_SUGGESTION' });
    expect(await told()).toEqual([]);
  });
});
