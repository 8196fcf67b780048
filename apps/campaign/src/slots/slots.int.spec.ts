import { randomUUID } from 'node:crypto';

import { offerRedeemed, tierChanged } from '@perennial/contracts';
import { listWaitingMessages } from '@perennial/messaging';
import { becomes, isErasedAt } from '@perennial/oracle';
import { Database } from '@perennial/persistence';
import { ProblemError } from '@perennial/service';
import { anEvent, settableClock, someoneIsBlocked, until } from '@perennial/testing';

import { endNextOffers } from '../codes/jobs/end-offers.job.js';
import { aVault } from '../codes/vault.fixture.js';
import { endWithInvariants, expectInvariants } from '../invariants-hold.fixture.js';
import { jewellerWith } from '../programme.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { findOverfullSlot } from './queries/find-overfull-slot.js';
import { reservePlace } from './reserve-place.js';

const NOW = '2027-03-15T12:00:00.000Z';
const FRIDAY = '2027-03-19T18:00:00.000Z';
const programme = {
  ...jewellerWith(),
  campaigns: [
    {
      id: 'tasting',
      text: 'Come and see how rings are made',
      trigger: { kind: 'event' as const, on: 'loyalty.tier.changed.v1' as const },
      offer: {
        ...{ kind: 'experience' as const, experience: 'workshop', validDays: 30, worth: { USD: 500 } },
        slots: [
          { id: 'friday', at: FRIDAY, places: 3 },
          { id: 'saturday', at: '2027-03-20T18:00:00Z', places: 1 },
        ],
      },
      exempt: true,
      holdoutPercent: 0,
      budgetPerMonth: { money: { USD: 1_000_000 } },
    },
  ],
};

describe('an experience with slots', () => {
  const clock = settableClock(NOW);
  let routes: CampaignRoutes;
  beforeEach(async () => {
    clock.set(NOW);
    routes = await CampaignRoutes.start(programme, clock);
  });
  afterEach(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  /** Somebody who was offered it. */
  const someone = async (customerId: string) => {
    const change = anEvent(tierChanged, { data: { customerId, to: 'gold' }, source: '/perennial/ledger', time: NOW });
    await routes.service.arrive(change);
    const [offer] = (await listOffers(routes.database.db, customerId, aVault())) ?? [];
    if (!offer) throw new Error(`${customerId} was offered nothing`);
    return { customerId, offerId: offer.offerId };
  };
  type Named = Awaited<ReturnType<typeof someone>>;
  const ask = async ({ customerId, offerId }: Named, path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await routes.ask(`members/${customerId}/offers/${offerId}/${path}`, request);
    return { ...((await answer.json()) as { code?: string }), http: answer.status };
  };
  const reserve = (named: Named, slot = 'friday', ttlSeconds = 900) => ask(named, 'slot', { slot, ttlSeconds });
  const left = async () => {
    const { items } = (await routes.get('campaigns/tasting/slots')) as { items: { slot: string; left: number }[] };
    return Object.fromEntries(items.map(({ slot, left: places }) => [slot, places]));
  };
  const offerOf = async ({ customerId }: Named) =>
    (await listOffers(routes.database.db, customerId, aVault()))?.map(({ ended, place }) => [ended, place?.state])[0];
  const budget = () =>
    routes.database.db.query(`select reserved::int4, spent::int4 from budget where unit = 'USD'`).then(([row]) => row);
  const keptPlaces = () => routes.database.db.query('select customer_id, slot from slot_reservation');
  const told = async () => {
    const messages = await listWaitingMessages(routes.database.db);
    return messages.map(({ headers }) => String(headers['ce_type']));
  };

  it('has a place reserved, confirmed, and cancelled, which gives it back and opens the offer again', async () => {
    const ann = await someone('ann');
    expect(await reserve(ann)).toEqual({
      ...{ http: 201, offerId: ann.offerId, slot: 'friday', at: FRIDAY },
      ...{ status: 'reserved', until: '2027-03-15T12:15:00.000Z' },
    });
    expect([await left(), await budget()]).toEqual([
      { friday: 2, saturday: 1 },
      { reserved: 500, spent: 0 },
    ]);
    expect(await ask(ann, 'slot/confirm')).toEqual({
      ...{ http: 200, offerId: ann.offerId, slot: 'friday', at: FRIDAY, status: 'confirmed' },
    });
    expect([await left(), await budget(), await offerOf(ann), await told()]).toEqual([
      { friday: 2, saturday: 1 },
      { reserved: 0, spent: 500 },
      ['redeemed', 'confirmed'],
      expect.arrayContaining([offerRedeemed.type]),
    ]);
    expect(await ask(ann, 'slot/confirm')).toMatchObject({
      http: 409,
      code: 'RESERVATION_ENDED',
      status: 409,
      standing: 'confirmed',
    });
    expect(await ask(ann, 'slot/cancel')).toMatchObject({ http: 200, status: 'cancelled' });
    expect([await left(), await budget(), await offerOf(ann)]).toEqual([
      { friday: 3, saturday: 1 },
      { reserved: 500, spent: 0 },
      [undefined, undefined],
    ]);
    expect(await reserve(ann, 'saturday')).toMatchObject({ http: 201 });
  });

  it('never has a place more than there are, with 8 who want 3 at once on two instances', async () => {
    const named = [];
    for (let nr = 0; nr < 8; nr += 1) named.push(await someone(`c-${nr}`));
    const { url } = routes.database;
    const other = await Database.connect({ url, applicationName: 'test-other-instance', poolSize: 4 });
    try {
      const statuses = await Promise.all(
        named.map(async (one, nr) => {
          if (nr % 2 === 0) return (await reserve(one)).http;
          const scope = { now: clock(), programme };
          const wanted = { slot: 'friday', ttlSeconds: 900 };
          return other
            .transaction((tx) => reservePlace({ tx, ...scope }, one, wanted))
            .then(({ status }) => status)
            .catch((error: unknown) => (error instanceof ProblemError ? error.code : error));
        }),
      );
      expect(statuses.filter((status) => status === 201)).toHaveLength(3);
      expect(statuses.filter((status) => status === 409 || status === 'OUT_OF_STOCK')).toHaveLength(5);
    } finally {
      await other.close();
    }
    expect(await left()).toMatchObject({ friday: 0 });
  });

  it('holds a place until its time is over; then others have it, and it cannot be confirmed by a clock that is behind', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    expect(await reserve(ann, 'saturday')).toMatchObject({ http: 201 });
    expect(await reserve(bob, 'saturday')).toMatchObject({ http: 409, code: 'OUT_OF_STOCK', slot: 'saturday' });
    clock.set('2027-03-15T12:15:00.000Z');
    expect(await ask(ann, 'slot/confirm')).toMatchObject({ http: 409, code: 'RESERVATION_ENDED' });
    expect(await reserve(bob, 'saturday')).toMatchObject({ http: 201 });
    clock.set('2027-03-15T12:14:59.999Z');
    expect(await ask(ann, 'slot/confirm')).toMatchObject({ http: 409, code: 'RESERVATION_ENDED' });
    expect(await ask(bob, 'slot/confirm')).toMatchObject({ http: 200 });
  });

  it('is not confirmed while somebody else takes it, for whose clock its time is over', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    await reserve(ann, 'saturday');
    clock.set('2027-03-15T12:14:59.999Z');
    const now = new Date('2027-03-15T12:15:00.000Z');
    let confirming: ReturnType<typeof ask> | undefined;
    await routes.database.db.transaction(async (tx) => {
      await reservePlace({ tx, now, programme }, bob, { slot: 'saturday', ttlSeconds: 900 });
      confirming = ask(ann, 'slot/confirm');
      await until('the confirmation waits', () => someoneIsBlocked(routes.database.db));
    });
    expect(await confirming).toMatchObject({ http: 409, code: 'RESERVATION_ENDED' });
  });

  it('is one of those that the document has now; with fewer than are taken, those who have one keep it', async () => {
    const [ann, bob, cid] = [await someone('ann'), await someone('bob'), await someone('cid')];
    const reserveWith = (places: number, one: Named) => {
      const slots = [{ id: 'saturday', at: FRIDAY, places }];
      const campaigns = programme.campaigns.map((campaign) => ({ ...campaign, offer: { ...campaign.offer, slots } }));
      return routes.database.db.transaction((tx) =>
        reservePlace({ tx, now: clock(), programme: { ...programme, campaigns } }, one, {
          slot: 'saturday',
          ttlSeconds: 900,
        }),
      );
    };
    await reserve(ann, 'saturday');
    expect(await reserveWith(2, bob)).toMatchObject({ status: 201, body: { at: FRIDAY } });
    await expect(reserveWith(1, cid)).rejects.toMatchObject({ code: 'OUT_OF_STOCK' });
    for (const one of [ann, bob]) expect(await ask(one, 'slot/confirm')).toMatchObject({ http: 200 });
    await expectInvariants(routes.database.db);
    await ask(ann, 'slot/cancel');
    await expect(reserveWith(1, cid)).rejects.toMatchObject({ code: 'OUT_OF_STOCK' });
    expect(await reserveWith(2, cid)).toMatchObject({ status: 201 });
    expect(await left()).toMatchObject({ saturday: 0 });
  });

  it('is had once by each offer, also by 8 who reserve it at the same moment', async () => {
    const ann = await someone('ann');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, nr) => reserve(ann, nr % 2 ? 'friday' : 'saturday')),
    );
    expect(answers.filter(({ http }) => http === 201)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'ALREADY_RESERVED')).toHaveLength(7);
  });

  it('is had once by an offer also where it is reserved twice, and the second waits for the first', async () => {
    const ann = await someone('ann');
    let reserving: ReturnType<typeof reserve> | undefined;
    await routes.database.db.transaction(async (tx) => {
      await reservePlace({ tx, now: clock(), programme }, ann, { slot: 'friday', ttlSeconds: 900 });
      reserving = reserve(ann, 'saturday');
      await until('it waits', () => someoneIsBlocked(routes.database.db));
    });
    expect(await reserving).toMatchObject({ http: 409, code: 'ALREADY_RESERVED', slot: 'friday' });
  });

  it('is neither confirmed nor taken where the offer has ended by a clock that is ahead', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    await reserve(ann);
    await endNextOffers(routes.database.db, new Date('2027-04-14T12:00:00.000Z'), 7);
    expect(await ask(ann, 'slot/confirm')).toMatchObject({
      http: 409,
      code: 'RESERVATION_ENDED',
      standing: 'reserved',
    });
    expect(await reserve(bob)).toMatchObject({ http: 409, code: 'OFFER_ENDED' });
    expect(await budget()).toEqual({ reserved: 0, spent: 0 });
  });

  it('says why there is no place', async () => {
    const ann = await someone('ann');
    expect(await reserve(ann, 'sunday')).toMatchObject({
      http: 422,
      code: 'UNKNOWN_SLOT',
      slots: ['friday', 'saturday'],
    });
    expect(await ask(ann, 'slot/cancel')).toMatchObject({ http: 404, code: 'UNKNOWN_RESERVATION' });
    expect(await reserve({ customerId: 'bob', offerId: ann.offerId })).toMatchObject({
      http: 404,
      code: 'UNKNOWN_OFFER',
    });
    clock.set(FRIDAY);
    expect(await reserve(ann)).toMatchObject({ http: 409, code: 'SLOT_OVER' });
    clock.set('2027-04-14T12:00:00.000Z');
    expect(await reserve(ann, 'saturday')).toMatchObject({ http: 409, code: 'OFFER_ENDED' });
    await endNextOffers(routes.database.db, clock(), 7);
    expect([await offerOf(ann), await budget()]).toEqual([['expired', undefined], { reserved: 0, spent: 0 }]);
  });

  it('is neither confirmed nor given back when it has begun, and that is what is said', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    for (const one of [ann, bob]) await reserve(one);
    await ask(ann, 'slot/confirm');
    clock.set(FRIDAY);
    const begun = (state: string) => ({
      ...{ http: 409, code: 'RESERVATION_ENDED', standing: state },
      detail: `The place is ${state}, and the slot has begun.`,
    });
    expect(await ask(ann, 'slot/cancel')).toMatchObject(begun('confirmed'));
    expect(await ask(bob, 'slot/confirm')).toMatchObject(begun('reserved'));
    expect(await ask(bob, 'slot/cancel')).toMatchObject(begun('reserved'));
  });

  it('is looked after: a place more than there are, and one whose offer is not redeemed, are found', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    for (const one of [ann, bob]) {
      await reserve(one);
      await ask(one, 'slot/confirm');
    }
    const undone = new Error('undone');
    const found = async (tampering: string) => {
      let violation: string | undefined;
      const tampered = routes.database.db.transaction(async (tx) => {
        await tx.query(tampering);
        violation = await findOverfullSlot(tx);
        throw undone;
      });
      await expect(tampered).rejects.toBe(undone);
      return violation;
    };
    expect(await found('update experience_slot set places = 1')).toBe(
      '2 places of 1 are confirmed in friday of tasting',
    );
    expect(await found(`update slot_reservation set state = 'cancelled' where customer_id = 'ann'`)).toBe(
      `the place of offer ${ann.offerId} is cancelled, and the offer redeemed`,
    );
  });

  it('is there for others when the customer is forgotten', async () => {
    const [ann, bob] = [await someone('ann'), await someone('bob')];
    await reserve(ann, 'saturday');
    await ask(ann, 'slot/confirm');
    await routes.service.arrive(isErasedAt('ann', NOW));
    expect(await reserve(bob, 'saturday')).toMatchObject({ http: 201 });
  });

  it.each([
    ['is kept of nobody', [], []],
    [
      'goes to the other record of the person',
      [becomes('ann', 'bea', NOW)],
      [{ customer_id: 'bea', slot: 'saturday' }],
    ],
  ])('that is taken while its customer is being forgotten %s', async (_title, before, kept) => {
    const ann = await someone('ann');
    await routes.service.arrive(...before);
    let forgetting: Promise<unknown> | undefined;
    await routes.database.db.transaction(async (tx) => {
      await reservePlace({ tx, now: clock(), programme }, ann, { slot: 'saturday', ttlSeconds: 900 });
      forgetting = routes.service.arrive(isErasedAt('ann', NOW));
      await Promise.race([forgetting, until('it waits', () => someoneIsBlocked(routes.database.db))]);
    });
    await forgetting;
    expect(await keptPlaces()).toEqual(kept);
  });
});
