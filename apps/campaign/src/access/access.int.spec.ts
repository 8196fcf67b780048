import { customerMerged, customerUpserted, tierChanged, type Envelope } from '@perennial/contracts';
import { parseProgramme, type Programme } from '@perennial/programme';
import { anEvent, settableClock } from '@perennial/testing';
import { readFileSync } from 'node:fs';

import { endWithInvariants } from '../invariants-hold.fixture.js';
import { armOf } from '../domain/holdout.js';
import { listOffers } from '../store/queries/list-offers.js';
import { aVault } from '../codes/vault.fixture.js';
import { CampaignRoutes } from '../results/campaign-routes.fixture.js';
import { sumCosts } from '../results/queries/sum-costs.js';

const OPENS = '2027-03-10T09:00:00.000Z';
const GOLD = '2027-03-09T09:00:00.000Z';
const PLATINUM = '2027-03-08T09:00:00.000Z';
const UNTIL = '2027-03-20T00:00:00.000Z';

const programme: Programme = {
  ...parseProgramme(readFileSync('programmes/jeweller.yaml', 'utf8')),
  accessWindows: [{ id: 'spring', text: 'The spring collection', opensAt: OPENS, until: UNTIL }],
  campaigns: [
    {
      id: 'spring-preview',
      text: 'You may come in before everybody else',
      trigger: { kind: 'event', on: 'loyalty.tier.changed.v1' },
      offer: { kind: 'benefit', benefit: 'spring' },
      exempt: false,
      holdoutPercent: 10,
    },
  ],
};

describe('early access by tier', () => {
  const clock = settableClock('2027-03-07T12:00:00Z');
  let routes: CampaignRoutes;
  beforeAll(async () => {
    routes = await CampaignRoutes.start(programme, clock);
  });
  afterAll(async () => {
    await endWithInvariants(routes.database.db, () => routes.end());
  });

  let count = 0;
  const someone = (arm: 'treatment' | 'holdout' = 'treatment'): string => {
    for (;;) {
      const customerId = `c-${(count += 1)}`;
      if (armOf(customerId, 'spring-preview', 10) === arm) return customerId;
    }
  };
  const joins = (customerId: string): Envelope =>
    anEvent(customerUpserted, { data: { customerId, consents: undefined }, time: '2027-03-07T10:00:00Z' });
  const reaches = (customerId: string, to: string, time = '2027-03-07T11:00:00Z'): Envelope =>
    anEvent(tierChanged, { data: { customerId, to }, source: '/perennial/ledger', time });
  const at = (now: string) => clock.set(now);
  const access = (customerId: string) => routes.get(`members/${customerId}/access/spring`);
  const offersOf = async (customerId: string) =>
    ((await listOffers(routes.database.db, customerId, aVault())) ?? []).map(({ kind, thing, validFrom, validTo }) => ({
      ...{ kind, thing, from: validFrom.toISOString(), to: validTo?.toISOString() },
    }));
  const reasonsOf = async (customerId: string) => {
    const sql = 'select outcome, reason from decision where customer_id = $1 order by cause_at';
    return (await routes.database.db.query<{ outcome: string; reason: string }>(sql, [customerId])).map(
      ({ outcome, reason }) => [outcome, reason],
    );
  };

  it('tells the shop whether a member may come in, why not and from when, by the tier that the ledger told last', async () => {
    const [plain, gold, fallen] = [someone(), someone(), someone()];
    await routes.service.arrive(joins(plain));
    await routes.service.arrive(
      ...[reaches(gold, 'gold'), reaches(fallen, 'platinum'), reaches(fallen, 'silver', '2027-03-07T11:30:00Z')],
    );
    const told = { window: 'spring', opensAt: OPENS, until: UNTIL };
    at('2027-03-09T08:59:59.999Z');
    expect(await access(gold)).toEqual({ ...told, access: false, reason: 'not-yet', tier: 'gold', from: GOLD });
    at(GOLD);
    expect(await access(gold)).toEqual({ ...told, access: true, reason: 'open', tier: 'gold', from: GOLD });
    expect(await access(plain)).toEqual({ ...told, access: false, reason: 'not-yet', from: OPENS });
    expect(await access(fallen)).toEqual({ ...told, access: false, reason: 'not-yet', tier: 'silver', from: OPENS });
    at(OPENS);
    expect(await access(plain)).toEqual({ ...told, access: true, reason: 'open', from: OPENS });
    at(UNTIL);
    expect(await access(gold)).toEqual({ ...told, access: false, reason: 'over', tier: 'gold', from: GOLD });
  });

  it('is that of the person, under whichever record', async () => {
    const [kept, gone] = [someone(), someone()];
    at('2027-03-07T12:00:00Z');
    await routes.service.arrive(joins(kept), joins(gone));
    await routes.service.arrive(reaches(kept, 'gold'));
    const merged = { fromCustomerId: gone, intoCustomerId: kept };
    await routes.service.arrive(anEvent(customerMerged, { data: merged, time: '2027-03-07T11:40:00Z' }));
    at(GOLD);
    expect(await access(gone)).toMatchObject({ access: true, tier: 'gold' });
  });

  it('does not know members and windows that nobody told of', async () => {
    const answers = ['members/nobody/access/spring', 'members/nobody/access/autumn'].map((path) => routes.ask(path));
    const told = await Promise.all(answers.map(async (answer) => [(await answer).status, await (await answer).json()]));
    expect(told).toEqual([
      [404, expect.objectContaining({ code: 'UNKNOWN_MEMBER' })],
      [
        404,
        expect.objectContaining({
          code: 'UNKNOWN_WINDOW',
          detail: 'The programme has no such window. It has: spring.',
        }),
      ],
    ]);
  });

  it('lists the windows for those of whom nothing is known', async () => {
    expect(await routes.get('access-windows')).toEqual({
      items: [
        {
          ...{ window: 'spring', text: 'The spring collection', opensAt: OPENS, until: UNTIL },
          earlier: [
            { tier: 'gold', from: GOLD },
            { tier: 'platinum', from: PLATINUM },
          ],
        },
      ],
    });
  });

  it('invites for the time in which the tier comes in before everybody else, and from now where that has begun', async () => {
    const [gold, late] = [someone(), someone()];
    at('2027-03-07T12:00:00Z');
    await routes.service.arrive(reaches(gold, 'gold'));
    expect(await offersOf(gold)).toEqual([{ kind: 'benefit', thing: 'spring', from: GOLD, to: OPENS }]);
    at('2027-03-09T12:00:00Z');
    await routes.service.arrive(reaches(late, 'gold', '2027-03-09T11:00:00.000Z'));
    expect(await offersOf(late)).toMatchObject([{ from: '2027-03-09T11:00:00.000Z', to: OPENS }]);
  });

  it('invites nobody who comes in with everybody else, or when everybody may, and says so', async () => {
    const [silver, late] = [someone(), someone()];
    at('2027-03-07T12:00:00Z');
    const change = reaches(silver, 'silver');
    await routes.service.arrive(change);
    at(OPENS);
    await routes.service.arrive(reaches(late, 'gold', '2027-03-09T11:00:00.000Z'));
    expect([await reasonsOf(silver), await reasonsOf(late)]).toEqual([
      [['skipped', 'no-early-access']],
      [['skipped', 'open-to-all']],
    ]);
    const explained = await routes.get(`members/${silver}/explain/${encodeURIComponent(change.source)}/${change.id}`);
    const inputs = { tier: 'silver', from: OPENS, opensAt: OPENS };
    const step = { step: 'access-window', reason: 'no-early-access', inputs };
    expect(explained).toMatchObject({ decisions: [{ steps: expect.arrayContaining([step]) as unknown }] });
  });

  it('is counted among the offers of the campaign where the invitation begins after the window of its decision', async () => {
    at('2027-03-06T12:00:00Z');
    await routes.service.arrive(reaches(someone(), 'gold', '2027-03-06T11:00:00.000Z'));
    const days = { from: new Date('2027-03-06T00:00:00Z'), until: new Date('2027-03-07T00:00:00Z') };
    const asked = { campaignId: 'spring-preview', ...days, windowDays: 1, asOf: new Date('2027-03-08T00:00:00Z') };
    expect(await sumCosts(routes.database.db, asked)).toMatchObject({ offers: 1, redemptions: 0 });
  });

  it('is no less for who is held out of the invitation: the tier was promised it', async () => {
    const held = someone('holdout');
    at('2027-03-07T12:00:00Z');
    await routes.service.arrive(reaches(held, 'gold'));
    expect([await reasonsOf(held), await offersOf(held)]).toEqual([[['withheld', 'holdout']], []]);
    at(GOLD);
    expect(await access(held)).toMatchObject({ access: true, reason: 'open' });
  });
});
