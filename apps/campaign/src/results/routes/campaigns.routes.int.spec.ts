import { settableClock } from '@perennial/testing';

import { CampaignRoutes } from '../campaign-routes.fixture.js';
import { CAMPAIGN_ID, generatedCustomers, programmeWith } from '../experiment.fixture.js';

describe('the routes of campaigns', () => {
  const { told, events } = generatedCustomers(60, 11);
  let routes: CampaignRoutes;
  beforeAll(async () => {
    const programme = programmeWith({
      budgetPerMonth: { offers: 10 },
      budgets: [{ period: 'whole', money: { USD: 90_000 } }],
    });
    routes = await CampaignRoutes.start(programme, settableClock('2027-02-25T12:00:00Z'));
    await routes.service.arrive(...events.filter(({ type }) => type.startsWith('commerce.service-issue')));
  });
  afterAll(() => routes?.end());

  const ofArm = (wanted: string): number => told.filter(({ arm }) => arm === wanted).length;

  it('list the campaigns with what they came to and what is used of their budgets', async () => {
    const expected = {
      ...{ campaignId: CAMPAIGN_ID, trigger: 'event', holdoutPercent: 30, offered: 10 },
      withheld: expect.arrayContaining([
        { reason: 'budget', n: ofArm('treatment') - 10 },
        { reason: 'control-group', n: ofArm('control') },
        { reason: 'holdout', n: ofArm('holdout') },
      ]),
      skipped: [],
      budgets: [
        { period: '2027-02', unit: 'offers', limit: 10, used: 10, reserved: 10, spent: 0 },
        { period: 'whole', unit: 'USD', limit: 90_000, used: 7_000, reserved: 7_000, spent: 0 },
      ],
    };
    expect(await routes.get('campaigns')).toMatchObject({ items: [expected] });
    expect(await routes.get(`campaigns/${CAMPAIGN_ID}`)).toMatchObject({
      ...expected,
      ...{ programmeVersion: 1, document: { id: CAMPAIGN_ID, offer: { kind: 'amount', amountMinor: 700 } } },
    });
  });

  it('list the campaigns as CSV', async () => {
    const lines = (await (await routes.ask('campaigns?format=csv')).text()).split('\r\n');
    expect(lines[0]).toBe('campaignId,trigger,holdoutPercent,offered,withheld,withheldBy,skipped,budgets');
    expect(lines[1]).toMatch(
      /^sorry,event,30,10,\d+,budget \d+; control-group \d+; holdout \d+,0,2027-02 offers 10 of 10; whole USD 7000 of 90000$/,
    );
  });

  it('tell the results in the form that they declare, with nothing that is not in it', async () => {
    const results = (await routes.get(`campaigns/${CAMPAIGN_ID}/results?windowDays=10`)) as {
      readonly arms: readonly { readonly assigned: number; readonly decisions: readonly object[] }[];
      readonly conversion: { readonly lift: object };
    };
    expect(results).toMatchObject({ campaignId: CAMPAIGN_ID, windowDays: 10, from: null, to: null });
    expect(results.conversion.lift).not.toHaveProperty('caveats');
    // Kept from an offer by a budget, they are treated all the same.
    expect(results.arms[0]).toMatchObject({
      ...{ arm: 'treatment', assigned: ofArm('treatment') },
      decisions: [
        { outcome: 'offered', n: 10 },
        { outcome: 'withheld', reason: 'budget', n: ofArm('treatment') - 10 },
      ],
    });
  });

  it.each([`campaigns/none`, `campaigns/none/results`])('answer %s with 404 UNKNOWN_CAMPAIGN', async (path) => {
    const response = await routes.ask(path);
    expect([response.status, await response.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'UNKNOWN_CAMPAIGN' }),
    ]);
  });

  it.each(['from=2027-02-02&to=2027-02-01', 'from=soon', 'windowDays=0', 'asOf=2027-02-25T12:00:01Z', 'what=ever'])(
    'refuse results?%s',
    async (query) => {
      const response = await routes.ask(`campaigns/${CAMPAIGN_ID}/results?${query}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'INVALID_REQUEST' }),
      ]);
    },
  );
});
