import { StreamableFile } from '@nestjs/common';
import {
  customerMerged,
  partnerAccrued,
  partnerReversed,
  purchaseCompleted,
  returnCompleted,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { adjust } from '../commands/adjust.js';
import { ClockRig } from '../jobs/clock-rig.fixture.js';
import { GetPartnerStatementRoute } from './get-partner-statement.route.js';

const partners = ['fuel', 'grocer', 'telco'];
const customers = ['customer-one', 'customer-two', 'customer-three'];
const MONTH = '2027-01';

/** What each partner has sent itself, or was told of as a redemption at it. */
const own: Readonly<Record<string, readonly string[]>> = {
  fuel: ['accrual:fuel:pump-1', 'accrual:fuel:pump-2', 'redemption:at-fuel'],
  grocer: ['accrual:grocer:till-1', 'order:shop-1'],
  telco: ['accrual:telco:bill-1', 'order:shop-1'],
};

describe('what a partner is shown', () => {
  let rig: ClockRig;
  const time = '2027-01-10T10:00:00Z';
  const accrual = (partnerId: string, externalId: string, customerId: string) =>
    anEvent(partnerAccrued, {
      time,
      data: { partnerId, externalId, customerId, currency: 'GBP', amountMinor: 200_000 },
    });
  const order = (partnerId: string, revision: number) => {
    const data = { orderId: 'shop-1', revision, customerId: 'customer-two', currency: 'GBP', totalMinor: 60_000 };
    return anEvent(purchaseCompleted, { time, data: { ...data, partnerId, lines: undefined } });
  };

  beforeAll(async () => {
    rig = await ClockRig.start('travel-club');
    rig.clock.set(time);
    await rig.handle(
      ...[accrual('fuel', 'pump-1', 'customer-one'), accrual('fuel', 'pump-2', 'customer-two')],
      ...[accrual('grocer', 'till-1', 'customer-one'), accrual('telco', 'bill-1', 'customer-three')],
    );
    // An order that turns out to be another partner's: the one no longer pays, and the other does.
    await rig.handle(order('grocer', 0));
    await rig.handle(order('telco', 1));
    rig.clock.set('2027-01-25T10:00:00Z');
    const at = rig.clock().toISOString();
    await rig.redeem('customer-one', 500n, { partnerId: 'fuel', redemptionId: 'at-fuel' });
    await rig.redeem('customer-one', 10n, { redemptionId: 'at-nobody' });
    const programmes = await rig.programmes.inForce(rig.db);
    await rig.db.transaction((tx) => {
      const byHand = { kind: 'adjustment', points: 7n, reason: 'because' } as const;
      return adjust({ tx, programmes, clock: rig.clock, actor: 'zoe' }, 'customer-two', byHand, 'zoe');
    });
    const merged = { fromCustomerId: 'customer-three', intoCustomerId: 'customer-two' };
    await rig.handle(anEvent(customerMerged, { time: at, data: merged }));
    const reversed = {
      partnerId: 'fuel',
      externalId: 'pump-2',
      customerId: 'customer-two',
      currency: 'GBP',
      amountMinor: 50_000,
    };
    await rig.handle(anEvent(partnerReversed, { time: at, data: { ...reversed, reversalId: 'undone-1' } }));
    const back = { orderId: 'shop-1', customerId: undefined, currency: 'GBP', amountMinor: 20_000, lines: undefined };
    await rig.handle(anEvent(returnCompleted, { time: at, data: { ...back, returnId: 'back-1' } }));
  });
  afterAll(() => rig?.stop());

  async function shown(partnerId: string): Promise<{ json: string; things: string[]; csv: string }> {
    const route = new GetPartnerStatementRoute(rig.db, rig.clock, rig.programmes);
    const json = JSON.stringify(await route.get(partnerId, { month: MONTH, format: 'json' }));
    const file = await route.get(partnerId, { month: MONTH, format: 'csv' });
    if (!(file instanceof StreamableFile)) throw new TypeError('a file was expected');
    const csv = (await file.getStream().toArray()).join('');
    const [header = '', ...rows] = csv.trimEnd().split('\r\n');
    const place = header.split(',').indexOf('thing');
    return { json, csv, things: rows.map((row) => row.split(',')[place] ?? '') };
  }

  it.each(partners)('%s: of its own what it sent and what was redeemed at it, and nothing else', async (partnerId) => {
    const { things } = await shown(partnerId);
    expect([...new Set(things)].toSorted()).toEqual(own[partnerId]);
  });

  it.each(partners)(
    '%s: no customer, no account, no other partner, nothing that another one sent',
    async (partnerId) => {
      const { json, csv } = await shown(partnerId);
      const accounts = await rig.owner.query<{ account: string }>('select account from balance');
      expect(accounts).toHaveLength(customers.length);
      const others = partners.filter((other) => other !== partnerId);
      const foreign = others.flatMap((other) => own[other] ?? []).filter((thing) => !own[partnerId]?.includes(thing));
      const withheld = [
        ...customers,
        ...accounts.map(({ account }) => account),
        ...others,
        ...foreign,
        'at-nobody',
        'by-hand',
      ];
      expect(withheld.filter((text) => json.includes(text) || csv.includes(text))).toEqual([]);
    },
  );
});
