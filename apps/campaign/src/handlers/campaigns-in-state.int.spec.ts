import { clvProjected, purchaseCompleted, type ClvProjected } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { jewellerWith } from '../programme.fixture.js';
import { aCustomer, CampaignsInTurn, clock, hoursAgo, ISSUED, NOW, said } from './campaigns-in-turn.fixture.js';

describe('the campaign for a state of the jeweller', () => {
  let rig: CampaignsInTurn;
  beforeAll(async () => {
    rig = await CampaignsInTurn.start();
  });
  beforeEach(() => clock.set(NOW));
  afterAll(() => rig?.end());

  describe('win-back', () => {
    beforeEach(() => rig.serviceWith(jewellerWith('win-back')));
    const projected = (customerId: string, changes: Partial<ClvProjected['projections'][number]>, hours = 1) =>
      anEvent(clvProjected, {
        data: {
          customerId,
          modelVersion: 'generation-1',
          projections: [
            {
              ...{ currency: 'USD', frequency: 4, recencyDays: 90, ageDays: 400, monetaryMinor: 5_000 },
              ...{ pAliveMbg: 0.2, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500, newCustomerClvMinor: 4_000 },
              ...changes,
            },
          ],
        },
        source: '/perennial/metrics',
        time: hoursAgo(hours),
      });

    it('gives 15 % to who was worth much and seems to be gone, once in 180 days', async () => {
      const customerId = aCustomer('win-back');
      await rig.service.arrive(anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(4) }));
      expect(said(await rig.service.arrive(projected(customerId, { pAliveMbg: 0.3 }, 3)))).toEqual([]);
      expect(said(await rig.service.arrive(projected(customerId, {}, 2)))).toEqual([[ISSUED, 'win-back']]);
      expect(said(await rig.service.arrive(projected(customerId, { pAliveMbg: 0.1 })))).toEqual([]);
      expect(await rig.reasonsOf(customerId)).toEqual(['passed']);
      clock.advance({ days: 181 });
      expect(said(await rig.service.arrive(projected(customerId, {})))).toEqual([[ISSUED, 'win-back']]);
    });

    it('does not come to whom it does not pay: the margin guard says why', async () => {
      const customerId = aCustomer('win-back');
      const bought = anEvent(purchaseCompleted, { data: { customerId, totalMinor: 100_000 }, time: hoursAgo(9) });
      await rig.service.arrive(bought);
      // 15 % of a mean order of 1000.00 are 150.00; 20 % of 700.00 are 140.00.
      const { messages } = await rig.service.arrive(projected(customerId, { clvMinor: 70_000 }));
      expect(said({ messages })).toEqual([['loyalty.offer.withheld.v1', 'win-back']]);
      const [{ steps } = { steps: [] }] = await rig.db.query<{ steps: object[] }>(
        'select steps from decision where customer_id = $1',
        [customerId],
      );
      expect(steps.at(-1)).toEqual({
        step: 'margin-guard',
        reason: 'margin-guard',
        inputs: {
          ...{ expectedMinor: 70_000, expectedOf: 'the customer', currency: 'USD', openMinor: 0 },
          ...{ worthMinor: 15_000, marginPercent: 20 },
        },
      });
    });
  });

  it('win-back: whom the budget keeps from an offer is decided about once a day and told of once, however often the state is told', async () => {
    const [campaign] = jewellerWith('win-back').campaigns;
    if (!campaign) throw new Error('win-back is a campaign');
    const broke = { ...campaign, holdoutPercent: 0, budgetPerMonth: { money: { EUR: 1 } } };
    rig.serviceWith({ ...jewellerWith('win-back'), campaigns: [broke] });
    const customerId = aCustomer('win-back');
    clock.set('2027-04-05T12:00:00Z');
    await rig.service.arrive(
      anEvent(purchaseCompleted, { data: { customerId, totalMinor: 5_000 }, time: hoursAgo(9) }),
    );
    const [projection] = clvProjected.example.projections;
    const tell = async () => {
      const projections = [
        { ...projection, pAliveMbg: 0.1, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500 },
      ] as ClvProjected['projections'];
      const event = anEvent(clvProjected, {
        data: { customerId, projections },
        source: '/perennial/metrics',
        time: hoursAgo(1),
      });
      return said(await rig.service.arrive(event));
    };
    expect(await tell()).toEqual([['loyalty.offer.withheld.v1', 'win-back']]);
    expect([await tell(), await tell()]).toEqual([[], []]);
    expect(await rig.reasonsOf(customerId)).toEqual(['budget']);
    clock.advance({ days: 1 });
    expect([await tell(), await tell()]).toEqual([[], []]);
    expect(await rig.reasonsOf(customerId)).toEqual(['budget', 'budget']);
  });

  it('win-back: a backfill mails nobody; who is seen to go after it is won back; purchases that are still to come are waited for', async () => {
    rig.serviceWith(jewellerWith('win-back'));
    const [gone, going] = [aCustomer('win-back'), aCustomer('win-back')];
    const expects = (customerId: string, pAliveMbg: number, hours = 1) => {
      const [projection] = clvProjected.example.projections;
      const projections = [{ ...projection, pAliveMbg, clvDecile: 9, clvMinor: 100_000, repeatCustomers: 500 }];
      const data = { customerId, projections: projections as ClvProjected['projections'] };
      return anEvent(clvProjected, { data, source: '/perennial/metrics', time: hoursAgo(hours) });
    };
    const bought = [gone, going].map((customerId) =>
      anEvent(purchaseCompleted, { data: { customerId }, time: hoursAgo(24 * 400) }),
    );
    expect(
      said(await rig.service.arrive(expects(gone, 0.1, 9), ...bought, expects(gone, 0.1, 8), expects(going, 0.6))),
    ).toEqual([]);
    expect(said(await rig.service.arrive(expects(gone, 0.6, 3), expects(gone, 0.1, 2)))).toEqual([]);
    clock.advance({ days: 8 });
    const { messages } = await rig.service.arrive(expects(gone, 0.05), expects(going, 0.2));
    expect(messages.map(({ subject }) => subject)).toEqual([going]);
  });
});
