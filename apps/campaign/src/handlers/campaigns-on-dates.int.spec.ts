import { customerUpserted, purchaseCancelled, purchaseCompleted, serviceIssueReported } from '@perennial/contracts';
import { lockCustomers } from '@perennial/customers';
import type { Programme } from '@perennial/programme';
import { anEvent } from '@perennial/testing';

import { offerOnDates } from '../jobs/offer-on-dates.js';
import { jewellerWith } from '../programme.fixture.js';
import { aCustomer, CampaignsInTurn, clock, hoursAgo, NOW } from './campaigns-in-turn.fixture.js';

describe('the campaigns of the jeweller for dates', () => {
  let rig: CampaignsInTurn;
  beforeAll(async () => {
    rig = await CampaignsInTurn.start();
  });
  beforeEach(() => clock.set(NOW));
  afterAll(() => rig?.end());

  describe('on dates', () => {
    const offerNow = (programme: Programme) => offerOnDates(rig.db, rig.settingsOf(programme), clock());
    const born = (customerId: string, birthDate: string, timezone?: string) =>
      anEvent(customerUpserted, { data: { customerId, birthDate, timezone, consents: undefined }, time: hoursAgo(1) });

    it('birthday-code: 20 % from 7 days before to 7 days after, once, whenever it is looked', async () => {
      // What new customers are worth was told by another test; who has bought nothing would be held to it.
      const programme = { ...jewellerWith('birthday-code'), offers: { controlPercent: 0 } };
      const customerId = aCustomer('birthday-code');
      await rig.serviceWith(programme).arrive(born(customerId, '1990-03-25'));
      clock.set('2027-03-17T23:59:59Z');
      await offerNow(programme);
      expect(await rig.offersOf(customerId)).toEqual([]);
      clock.set('2027-03-18T00:00:00Z');
      expect(await Promise.all([offerNow(programme), offerNow(programme)])).toContain(1);
      clock.advance({ days: 3 });
      expect(await offerNow(programme)).toBe(0);
      expect(await rig.offersOf(customerId)).toMatchObject([
        {
          campaignId: 'birthday-code',
          value: { percent: 20 },
          from: '2027-03-18T00:00:00.000Z',
          to: '2027-04-02T00:00:00.000Z',
        },
      ]);
      clock.set('2028-03-18T00:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect(await rig.offersOf(customerId)).toHaveLength(2);
    });

    it('birthday-code: reaches who tells the date on the day, and a date that is changed within its year stops nobody', async () => {
      const programme = { ...jewellerWith('birthday-code'), offers: { controlPercent: 0 } };
      rig.serviceWith(programme);
      const [early, other, late] = [1, 2, 3].map(() => aCustomer('birthday-code'));
      clock.set('2029-02-05T10:00:00Z');
      await rig.service.arrive(born(early ?? '', '1990-02-05'));
      expect(await offerNow(programme)).toBe(1);
      expect(await rig.offersOf(early ?? '')).toMatchObject([{ to: '2029-02-13T00:00:00.000Z' }]);
      clock.set('2029-10-05T10:00:00Z');
      await rig.service.arrive(
        born(early ?? '', '1990-10-05'),
        born(other ?? '', '1990-10-06'),
        born(late ?? '', '1990-09-29'),
      );
      expect(await offerNow(programme)).toBe(2);
      expect(await offerNow(programme)).toBe(0);
      expect(await rig.offersOf(early ?? '')).toHaveLength(1);
      expect(await rig.offersOf(other ?? '')).toHaveLength(1);
      expect(await rig.offersOf(late ?? '')).toHaveLength(1);
    });

    it('birthday-code: is asked for again on each later day of its days when the cap withheld it, and not when it was answered', async () => {
      const programme = jewellerWith('birthday-code', 'sorry');
      const campaigns = programme.campaigns.map((campaign) => ({ ...campaign, holdoutPercent: 0 }));
      const capped = { ...programme, campaigns, offers: { controlPercent: 0, perCustomer: { most: 1, days: 30 } } };
      rig.serviceWith(capped);
      const customerId = aCustomer('birthday-code');
      clock.set('2027-06-10T10:00:00Z');
      await rig.service.arrive(born(customerId, '1990-07-17'));
      const sorry = anEvent(serviceIssueReported, { data: { customerId, severity: 3 }, time: hoursAgo(1) });
      await rig.service.arrive(sorry);
      clock.set('2027-07-10T00:00:00Z'); // Of 30 days since the other offer, 9 hours are left.
      expect([await offerNow(capped), await offerNow(capped)]).toEqual([1, 0]);
      clock.set('2027-07-10T23:59:45Z');
      expect(await offerNow(capped)).toBe(0);
      clock.set('2027-07-11T00:00:15Z');
      expect(await offerNow(capped)).toBe(1);
      clock.set('2027-07-12T00:00:15Z');
      expect(await offerNow(capped)).toBe(0);
      expect((await rig.reasonsOf(customerId)).slice(1)).toEqual(['frequency-cap', 'passed']);
      expect((await rig.offersOf(customerId))[0]).toMatchObject({
        ...{ campaignId: 'birthday-code', from: '2027-07-11T00:00:00.000Z', to: '2027-07-25T00:00:00.000Z' },
      });
    });

    it('birthday-code: waits for nobody whose date is only near', async () => {
      const programme = jewellerWith('birthday-code');
      const customerId = aCustomer('birthday-code');
      clock.set('2027-08-10T10:00:00Z');
      await rig.serviceWith(programme).arrive(born(customerId, '1990-08-18'));
      await rig.db.transaction(async (tx) => {
        await lockCustomers(tx, [customerId]);
        expect(await offerNow(programme)).toBe(0);
      });
      clock.set('2027-08-11T10:00:00Z');
      expect(await offerNow(programme)).toBe(1);
    });

    it('birthday-gift: a necklace with a note on the day, in the time zone of the customer; a changed date brings no second one', async () => {
      const programme = jewellerWith('birthday-gift');
      rig.serviceWith(programme);
      clock.set('2027-05-10T00:00:00Z');
      await rig.service.arrive(born('tokyo', '--05-11', 'Asia/Tokyo'));
      clock.set('2027-05-10T14:59:59Z');
      expect(await offerNow(programme)).toBe(0);
      clock.set('2027-05-10T15:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect(await rig.offersOf('tokyo')).toEqual([
        {
          ...{ campaignId: 'birthday-gift', kind: 'gift', value: undefined, scope: undefined, thing: 'boxed-necklace' },
          ...{ note: 'Happy birthday from all of us!', from: '2027-05-10T15:00:00.000Z', to: undefined },
        },
      ]);
      await rig.service.arrive(born('tokyo', '--05-20', 'Asia/Tokyo'));
      clock.set('2027-05-20T03:00:00Z');
      await offerNow(programme);
      expect(await rig.offersOf('tokyo')).toHaveLength(1);
    });

    it('birthday-gift: reaches who was born on 29 February, and everybody after two days without the service', async () => {
      const programme = jewellerWith('birthday-gift');
      clock.set('2027-02-20T00:00:00Z');
      const people = Array.from({ length: 1_100 }, (_, index) => `leap-${index}`);
      await rig.serviceWith(programme).arrive(...people.map((customerId) => born(customerId, '1992-02-29')));
      clock.set('2027-03-02T00:00:00Z');
      expect(await offerNow(programme)).toBe(1_100);
      expect(await offerNow(programme)).toBe(0);
    });

    it('first-anniversary: each year, of the first purchase that was not returned whole', async () => {
      const programme = jewellerWith('first-anniversary');
      rig.serviceWith(programme);
      const buys = (orderId: string, time: string) =>
        anEvent(purchaseCompleted, { data: { customerId: 'loyal', orderId }, time });
      await rig.service.arrive(buys('a-2', '2025-07-09T10:00:00Z'), buys('a-1', '2025-07-04T10:00:00Z'));
      clock.set('2026-07-04T12:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      await rig.service.arrive(
        anEvent(purchaseCancelled, { data: { orderId: 'a-1', customerId: 'loyal' }, time: '2026-07-05T00:00:00Z' }),
      );
      clock.set('2027-07-04T12:00:00Z');
      expect(await offerNow(programme)).toBe(0);
      clock.set('2027-07-09T12:00:00Z');
      expect(await offerNow(programme)).toBe(1);
      expect((await rig.offersOf('loyal')).map(({ from, thing }) => [from, thing])).toEqual([
        ['2027-07-09T00:00:00.000Z', 'card-and-token'],
        ['2026-07-04T00:00:00.000Z', 'card-and-token'],
      ]);
    });
  });
});
