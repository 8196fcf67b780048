import {
  customerErased,
  customerMerged,
  engagementRecorded,
  purchaseCompleted,
  reviewPublished,
  type Envelope,
} from '@perennial/contracts';
import type { ProgrammeId } from '@perennial/oracle';
import { anEvent } from '@perennial/testing';

import { LedgerRig } from '../ledger-rig.fixture.js';
import { ForecastExpiryRoute } from './forecast-expiry.route.js';

let rig: LedgerRig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

async function ledgerAfter(programme: ProgrammeId, ...events: readonly Envelope[]): Promise<LedgerRig> {
  rig = await LedgerRig.start(programme);
  await rig.handle(events);
  return rig;
}

const bought = (customerId: string, totalMinor: number, time: string) =>
  anEvent(purchaseCompleted, { time, data: { customerId, currency: 'USD', totalMinor, lines: undefined } });

async function forecast(at: string, months: number) {
  const answer = await new ForecastExpiryRoute(rig!.db, () => new Date(at), rig!.programmes).forecast({ months });
  const inShort = (of: object) => Object.values(of).join(' ');
  return {
    ...answer,
    months: answer.months.map(({ month, ...gone }) => `${month}: ${inShort(gone)}`),
    later: inShort(answer.later),
    never: inShort(answer.never),
  };
}

describe('the forecast of what expires', () => {
  it('has points and members by the month they are gone in, those after the last one, and none that are gone or erased', async () => {
    await ledgerAfter(
      'jeweller',
      bought('ada', 10_000, '2027-01-02T00:00:00Z'),
      bought('ada', 20_000, '2027-01-31T23:00:00Z'),
      bought('ada', 30_000, '2027-02-01T00:00:00Z'),
      bought('ben', 40_000, '2027-01-15T00:00:00Z'),
      bought('cat', 50_000, '2026-03-01T00:00:00Z'),
      bought('dan', 60_000, '2027-01-15T00:00:00Z'),
      anEvent(customerErased, { time: '2027-03-01T00:00:00Z', data: { customerId: 'dan' } }),
    );
    expect(await forecast('2027-03-31T23:59:59Z', 12)).toEqual({
      ...{ asOf: '2027-03-31T23:59:59.000Z', timeZone: 'UTC' },
      months: [
        '2027-03: 0 0 0 0',
        '2027-04: 50 1 0 0',
        ...['05', '06', '07', '08', '09', '10', '11', '12'].map((month) => `2027-${month}: 0 0 0 0`),
        ...['2028-01: 0 0 0 0', '2028-02: 70 2 0 0'],
      ],
      ...{ later: '30 1 0 0', never: '0 0', pointsReserved: 0 },
    });
    // From the instant itself on they are gone, whether the clock has booked it or not.
    expect((await forecast('2027-04-01T00:00:00Z', 1)).months).toEqual(['2027-04: 0 0 0 0']);
    expect(await forecast('2028-02-01T00:00:00Z', 2)).toMatchObject({
      months: ['2028-02: 0 0 0 0', '2028-03: 30 1 0 0'],
      later: '0 0 0 0',
    });
  });

  it('has what would be gone if nobody did anything beside what has a date of its own, and each member once', async () => {
    const reviewed = (customerId: string, sku: string) =>
      anEvent(reviewPublished, { time: '2027-02-10T12:00:00Z', data: { customerId, sku, verified: true } });
    await ledgerAfter(
      'boutique',
      bought('ada', 100_000, '2027-01-31T10:00:00Z'),
      reviewed('ada', 'ring'),
      reviewed('ada', 'chain'),
      reviewed('ben', 'ring'),
      anEvent(engagementRecorded, {
        time: '2027-02-10T13:00:00Z',
        data: { customerId: 'ben', kind: 'event-attended', proofId: 'p' },
      }),
    );
    // The reviews are gone 90 days after they were paid, in London's summer; they keep the purchase for 24 months.
    expect(await forecast('2027-03-01T00:00:00Z', 25)).toMatchObject({
      timeZone: 'Europe/London',
      months: expect.arrayContaining(['2027-05: 15 2 0 0', '2028-03: 10 1 0 0', '2029-02: 0 0 100 1']) as unknown,
    });
  });

  it("counts months of the programme's time zone", async () => {
    // 31 May, 24 months later, ends in London at 23:00 UTC.
    await ledgerAfter('boutique', bought('ada', 10_000, '2027-05-31T10:00:00Z'));
    expect((await forecast('2029-05-01T00:00:00Z', 2)).months).toEqual(['2029-05: 0 0 0 0', '2029-06: 0 0 10 1']);
  });

  it('has points held for a cart in no month, and those of merged records with the other', async () => {
    const ledger = await ledgerAfter(
      'jeweller',
      bought('ada', 100_000, '2027-01-02T00:00:00Z'),
      bought('ben', 5_000, '2027-01-03T00:00:00Z'),
      anEvent(customerMerged, {
        time: '2027-02-01T00:00:00Z',
        data: { fromCustomerId: 'ben', intoCustomerId: 'ada' },
      }),
    );
    const at = Date.parse('2027-03-01T00:00:00Z');
    await ledger.decide('ada', {
      ...{ id: 'h', at },
      decisionOf: (account) => ({
        ...{ kind: 'reservation', reservationId: 'h', points: 30n, until: at + 1, pool: [account('ada')] },
      }),
    });
    expect(await forecast('2027-03-01T00:00:00Z', 12)).toMatchObject({
      months: expect.arrayContaining(['2028-02: 75 1 0 0']) as unknown,
      pointsReserved: 30,
    });
  });
});
