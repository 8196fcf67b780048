import { randomUUID } from 'node:crypto';

import { customerUpserted, tierChanged } from '@perennial/contracts';
import type { Programme } from '@perennial/programme';
import { anEvent, settableClock } from '@perennial/testing';

import { keepAudiences } from '../audiences/jobs/keep-audiences.js';
import { aVault } from '../codes/vault.fixture.js';
import { aCampaign } from '../domain/campaigns.fixture.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { runCampaigns } from '../runs/jobs/run-campaigns.js';
import { listOffers } from '../store/queries/list-offers.js';

const NOW = '2027-03-15T12:00:00.000Z';
const [FRIDAY, SATURDAY] = ['2027-03-19T18:00:00.000Z', '2027-03-20T18:00:00.000Z'];
const clock = settableClock(NOW);
const offer = {
  ...{ kind: 'experience' as const, experience: 'workshop', validDays: 30 },
  slots: [
    { id: 'friday', at: FRIDAY, places: 1 },
    { id: 'saturday', at: SATURDAY, places: 1 },
  ],
};
const programme: Programme = {
  ...jewellerWith(),
  audiences: [{ id: 'british', when: 'customer.country == "GB"' }],
  campaigns: [aCampaign({ id: 'tasting', trigger: { kind: 'event', on: tierChanged.type }, offer })],
};

describe('places', () => {
  let routes: CampaignRoutes;
  beforeEach(async () => {
    clock.set(NOW);
    routes = await CampaignRoutes.start(programme, clock);
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  const post = async (path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'perennial-actor': 'ann' };
    const answer = await routes.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { ...((await answer.json()) as Record<string, unknown>), http: answer.status };
  };
  const offersOf = async (customerId: string) =>
    ((await listOffers(routes.database.db, customerId, aVault())) ?? []).map(({ offerId }) => offerId);
  const reserve = async (customerId: string, slot: string) => {
    const [offerId = 'none'] = await offersOf(customerId);
    return post(`members/${customerId}/offers/${offerId}/slot`, { slot, ttlSeconds: 900 });
  };
  const confirm = async (customerId: string) =>
    post(`members/${customerId}/offers/${(await offersOf(customerId))[0] ?? 'none'}/slot/confirm`);
  const reaches = (customerId: string, time = clock().toISOString()) =>
    routes.service.arrive(
      anEvent(tierChanged, { data: { customerId, to: 'gold' }, source: '/perennial/ledger', time }),
    );
  const decided = async (customerId: string) => {
    const sql = `select outcome, reason, steps from decision where customer_id = $1 order by decided_at`;
    const rows = await routes.database.db.query<{
      outcome: string;
      reason: string;
      steps: readonly { readonly step: string; readonly inputs?: object }[];
    }>(sql, [customerId]);
    return rows.map(({ outcome, reason, steps }) => [
      outcome,
      reason,
      steps.find(({ step }) => step === 'places')?.inputs,
    ]);
  };

  it('of a campaign started by hand are its own: reserved, confirmed, and never more than there are', async () => {
    await keepAudiences(routes.database.db, programme, clock());
    for (const customerId of ['ann', 'bob']) {
      const data = { customerId, country: 'GB', consents: undefined };
      await routes.service.arrive(anEvent(customerUpserted, { data, time: '2027-03-15T11:00:00Z' }));
    }
    const trigger = { kind: 'schedule', audience: 'british' };
    const wanted = { id: 'spring', text: 'Come and see', trigger, offer, holdoutPercent: 0 };
    expect(await post('campaigns', wanted)).toMatchObject({ http: 201 });
    await runCampaigns(routes.database.db, { programme, vault: aVault() }, clock());
    expect(await reserve('ann', 'sunday')).toMatchObject({ http: 422, slots: ['friday', 'saturday'] });
    expect(await reserve('ann', 'friday')).toMatchObject({ http: 201, slot: 'friday', at: FRIDAY });
    expect(await reserve('bob', 'friday')).toMatchObject({ http: 409, code: 'OUT_OF_STOCK' });
    expect(await confirm('ann')).toMatchObject({ http: 200, status: 'confirmed' });
    expect(await routes.get('campaigns/ad-hoc.spring/slots')).toEqual({
      items: [
        { slot: 'friday', at: FRIDAY, places: 1, left: 0 },
        { slot: 'saturday', at: SATURDAY, places: 1, left: 1 },
      ],
    });
    // The slots of the campaign in the document have the same names.
    expect(await routes.get('campaigns/tasting/slots')).toMatchObject({ items: [{ left: 1 }, { left: 1 }] });
  });

  it('that are all taken are offered to nobody, until one is there again', async () => {
    for (const customerId of ['ann', 'bob']) await reaches(customerId);
    expect(await reserve('ann', 'friday')).toMatchObject({ http: 201 });
    await reaches('cid');
    expect(await reserve('bob', 'saturday')).toMatchObject({ http: 201 });
    await reaches('dan');
    expect([await decided('cid'), await decided('dan')]).toEqual([
      [['offered', 'passed', { left: 1 }]],
      [['skipped', 'no-place-left', { left: 0 }]],
    ]);
    expect(await offersOf('dan')).toEqual([]);
    clock.set('2027-03-15T12:15:00.000Z');
    await reaches('dan');
    expect((await decided('dan'))[1]).toEqual(['offered', 'passed', { left: 2 }]);
  });

  it('in slots that have begun are offered to nobody', async () => {
    clock.set(FRIDAY);
    await reaches('ann');
    clock.set(SATURDAY);
    await reaches('bob');
    expect([await decided('ann'), await decided('bob')]).toEqual([
      [['offered', 'passed', { left: 1 }]],
      [['skipped', 'no-place-left', { left: 0 }]],
    ]);
  });

  it('are no question of a campaign without slots', async () => {
    const plain = { id: 'plain', text: 'Come in', offer: { kind: 'experience', experience: 'tea', validDays: 3 } };
    await routes.service.arrive(
      anEvent(customerUpserted, { data: { customerId: 'ann', consents: undefined }, time: '2027-03-15T11:00:00Z' }),
    );
    const trigger = { kind: 'schedule', when: 'customer.purchases == 0' };
    expect(await post('campaigns', { ...plain, trigger, holdoutPercent: 0 })).toMatchObject({ http: 201 });
    await runCampaigns(routes.database.db, { programme, vault: aVault() }, clock());
    expect(await decided('ann')).toEqual([['offered', 'passed', undefined]]);
  });
});
