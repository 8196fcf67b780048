import {
  customerUpserted,
  engagementRecorded,
  purchaseCancelled,
  purchaseDelivered,
  reviewPublished,
  type Envelope,
} from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { documentOf as variantOf } from '../domain/ledger-trial.fixture.js';
import { ProgrammeRig, structured } from '../programme/programme-rig.fixture.js';
import { back, next, order, reasons, referral, review, shared } from './explaining.fixture.js';

let rig: ProgrammeRig;
beforeAll(async () => {
  rig = await ProgrammeRig.start();
});
afterAll(() => rig?.stop());

const explain = (customerId: string, event: Envelope) => rig.explain(customerId, event);

describe('an event without effect', () => {
  it.each([
    ['too small an order', order('nil', 'n-1', 999), 'amount-too-small'],
    [
      'an order in a currency without a rate',
      order('nil', 'n-2', 9_999, { currency: 'CHF' }),
      'currency-not-in-programme',
    ],
    ['a share without a proof', shared('nil', undefined), 'no-proof'],
    ['a review the shop knows no purchase of', review('nil', 'ring', { verified: false }), 'not-verified'],
    [
      'an engagement nobody is paid for',
      anEvent(engagementRecorded, { time: next(), data: { customerId: 'nil', kind: 'product-viewed' } }),
      'no-rule',
    ],
    [
      'news of a customer',
      anEvent(customerUpserted, { time: next(), data: { customerId: 'nil' } }),
      'nothing-for-points',
    ],
    ['a referral of oneself', referral('nil', 'nil'), 'self-referral'],
  ])('says why: %s', async (_title, event, reason) => {
    await rig.deliver(event);
    expect(await explain('nil', event)).toMatchObject({ outcome: 'no-effect', reason, transfers: [] });
  });

  it.each([
    ['points pay for all of it', { pointsTenderMinor: 5_000 }, 'paid-with-points'],
    ['points leave less than the amount of the rule', { pointsTenderMinor: 4_500 }, 'amount-too-small'],
    [
      'it is a gift card and nothing else',
      { lines: [{ lineId: '1', sku: 'card', quantity: 1, unitPriceMinor: 5_000, giftCard: true }] },
      'no-goods',
    ],
  ])('says why of an order: %s', async (title, more, reason) => {
    const event = order('tender', title.replaceAll(' ', '-'), 5_000, more);
    await rig.deliver(event);
    expect(await explain('tender', event)).toMatchObject({ outcome: 'no-effect', reason, corrections: [] });
  });

  it('says why of a return: what is left of 100.50 after 0.50 is worth the same 10 points', async () => {
    const [bought, returned, more] = [order('same', 's-1', 10_050), back('s-1', 50), back('s-1', 1)];
    await rig.deliver(bought, returned);
    const unchanged = { outcome: 'no-effect', reason: 'award-unchanged', rules: [], transfers: [] };
    expect(await explain('same', returned)).toMatchObject(unchanged);
    await rig.deliver(more);
    expect(await explain('same', returned)).toMatchObject(unchanged);
    expect(reasons(await explain('same', more))).toEqual(['purchase taken-back']);
  });

  it('says why: limits, proofs and skus that were paid before', async () => {
    // Within one week and one month, which are the periods of the limits.
    const at = (minute: number) => new Date(Date.UTC(2027, 8, 7, 12, minute)).toISOString();
    const proofs = ['q-1', 'q-1', 'q-2', 'q-3'].map((proof, index) => shared('lim', proof, at(index)));
    const reviews = ['a', 'a', 'b', 'c', 'd', 'e', 'f'].map((sku, index) =>
      anEvent(reviewPublished, { time: at(index), data: { customerId: 'lim', sku, verified: true } }),
    );
    rig.now = new Date('2027-12-01T00:00:00Z');
    const why = async (event: (typeof proofs)[number] | (typeof reviews)[number]) =>
      reasons(await explain('lim', event));
    await rig.deliver(...proofs, ...reviews);
    expect(await Promise.all(proofs.map(why))).toEqual([
      ['social-share awarded'],
      ['social-share proof-already-paid'],
      ['social-share awarded'],
      ['social-share limit-reached'],
    ]);
    expect(await Promise.all(reviews.map(why))).toEqual([
      ['review awarded'],
      ['review sku-already-paid'],
      ['review awarded'],
      ['review awarded'],
      ['review awarded'],
      ['review awarded'],
      ['review limit-reached'],
    ]);
  });

  it('says why: referrals that were refused, to both sides', async () => {
    const first = referral('r-1', 'r-2');
    const again = referral('r-3', 'r-2');
    const circle = referral('r-2', 'r-1');
    const known = order('r-4', 'r-4-1', 5_000);
    const late = referral('r-1', 'r-4');
    await rig.deliver(first, again, circle, known, late);
    expect(reasons(await explain('r-3', again))).toEqual(['referral-referrer already-referred']);
    expect(reasons(await explain('r-2', again))).toEqual(['referral-referee already-referred']);
    expect(await explain('r-2', circle)).toMatchObject({ outcome: 'no-effect', reason: 'referral-cycle' });
    expect(await explain('r-1', late)).toMatchObject({ outcome: 'no-effect', reason: 'existing-customer' });
  });

  it('says of a delivery what became available with it, or why nothing did', async () => {
    const club = await ProgrammeRig.start(variantOf('travel-club-on-delivery'));
    const delivery = (orderId: string) =>
      anEvent(purchaseDelivered, { time: next(), data: { orderId, customerId: 'dee' } });
    const bought = order('dee', 'd-1', 999, { currency: 'GBP', partnerId: 'grocer' });
    const [arrived, again] = [delivery('d-1'), delivery('d-1')];
    const called = order('dee', 'd-2', 999, { currency: 'GBP', partnerId: 'grocer' });
    const off = anEvent(purchaseCancelled, { time: next(), data: { orderId: 'd-2', customerId: 'dee' } });
    const moot = delivery('d-2');
    expect(await club.simulate(structured(arrived))).toMatchObject({ outcome: 'parked' });
    await club.deliver(bought);
    expect(await club.simulate(structured(arrived))).toMatchObject({ outcome: 'applied' });
    await club.deliver(arrived, again, called, off, moot);
    expect(await club.explain('dee', arrived)).toMatchObject({
      outcome: 'applied',
      rules: [],
      transfers: [{ kind: 'activation', rule: 'activation' }],
      lots: [{ points: 4, availableAt: arrived.time }],
    });
    expect(await club.explain('dee', again)).toMatchObject({ outcome: 'no-effect', reason: 'nothing-pending' });
    expect(await club.explain('dee', moot)).toMatchObject({ outcome: 'no-effect', reason: 'order-cancelled' });
    await club.stop();
  });

  it('says why: everything of a cancelled order, and the revision that another one replaced', async () => {
    const events = [
      order('can', 'c-1', 10_000),
      back('c-1', 1_000),
      anEvent(purchaseCancelled, { time: next(), data: { orderId: 'c-1', customerId: 'can' } }),
      back('c-1', 2_000),
    ];
    const [bought, returned, cancelled, later] = events;
    await rig.deliver(...events);
    for (const event of [returned!, later!]) {
      expect(reasons(await explain('can', event))).toEqual(['purchase order-cancelled']);
    }
    expect(await explain('can', later!)).toMatchObject({ outcome: 'no-effect', reason: 'order-cancelled' });
    expect(reasons(await explain('can', bought!))).toEqual(['purchase order-cancelled']);
    expect(await explain('can', cancelled!)).toMatchObject({
      outcome: 'applied',
      rules: [{ rule: 'purchase', result: 'taken-back', points: 9, inputs: { cancelled: 'order:c-1' } }],
    });
    const revised = order('can', 'c-2', 20_000, { revision: 1, shippingMinor: 300, taxMinor: 40 });
    const original = order('can', 'c-2', 10_000, { shippingMinor: 500, taxMinor: 20 });
    await rig.deliver(revised, original);
    expect(await explain('can', original)).toMatchObject({
      outcome: 'no-effect',
      reason: 'superseded',
      rules: [{ rule: 'purchase', points: 20, inputs: { shippingOnTopMinor: 300, taxOnTopMinor: 40 } }],
    });
    expect(await explain('can', revised)).toMatchObject({ outcome: 'applied', rules: [{ points: 20 }] });
  });
});
