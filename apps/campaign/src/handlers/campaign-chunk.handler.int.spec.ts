import { randomBytes } from 'node:crypto';

import {
  offerWithheld,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  referralCreated,
  reviewPublished,
  rewardIssued,
  type Envelope,
} from '@perennial/contracts';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { anEvent, freshDatabase, ServiceOnRecords, someoneIsBlocked, type FreshDatabase } from '@perennial/testing';

import { armOf } from '../domain/holdout.js';
import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { summariseOffers } from '../store/queries/summarise-offers.js';
import { CampaignChunkHandler } from './campaign-chunk.handler.js';
import { jewellerWith } from '../programme.fixture.js';

const NOW = '2026-01-06T12:00:00Z';
const FRESH = '2026-01-05T10:00:00Z';
const OLD = '2025-12-30T12:00:00Z'; // 7 days before NOW

const programme = jewellerWith('next-purchase');
const vault = aVault();
const handler = new CampaignChunkHandler({ programme, vault });
const chunk = (now = NOW): Chunk => ({ topic: 'commerce.purchase', partition: 0, nextOffset: 1n, now: new Date(now) });

let count = 0;
/** A customer no other test has, of the treatment group unless told otherwise. */
function aCustomer(arm: 'treatment' | 'holdout' = 'treatment'): string {
  for (;;) {
    const customerId = `c-${(count += 1)}`;
    if (armOf(customerId, 'next-purchase', 10) === arm) return customerId;
  }
}
const purchase = (customerId: string | undefined, time = FRESH, data: { orderId?: string; revision?: number } = {}) =>
  anEvent(purchaseCompleted, { data: { customerId, ...data }, time });
const cancellationOf = (order: Envelope<string, { orderId: string }>, customerId?: string) =>
  anEvent(purchaseCancelled, { data: { orderId: order.data.orderId, customerId }, time: '2026-01-05T11:00:00Z' });

describe('the campaign service', () => {
  let database: FreshDatabase;
  let service: ServiceOnRecords;
  beforeAll(async () => {
    database = await freshDatabase('campaign', campaignService.migrations);
    service = new ServiceOnRecords('campaign', database.db, handler, () => new Date(NOW));
  });
  afterAll(() => database?.drop());

  const handle = (...events: Envelope[]): Promise<ChunkResult> => service.arrive(...events);
  const offersOf = (customerId: string) => listOffers(database.db, customerId, vault);
  const decisionsOf = (customerId: string) =>
    database.db.query(
      'select cause_id, arm, outcome, reason from decision where customer_id = $1 order by cause_at, cause_id',
      [customerId],
    );

  it('answers a first purchase with a code of 20 % for 60 days, kept and published alike', async () => {
    const customerId = aCustomer();
    const bought = { ...purchase(customerId), correlationid: 'corr', traceparent: 'trace' };
    const { messages } = await handle(bought);

    const [offer] = (await offersOf(customerId)) ?? [];
    expect(messages).toEqual([
      {
        type: 'loyalty.reward.issued.v1',
        id: offer?.offerId,
        time: '2026-01-05T10:00:00.000Z',
        subject: customerId,
        causationid: bought.id,
        causationsource: bought.source,
        correlationid: 'corr',
        traceparent: 'trace',
        data: {
          rewardId: offer?.offerId,
          customerId,
          kind: 'discount',
          code: offer?.code,
          rewardRef: 'next-purchase',
          value: { percent: 20 },
          validFrom: '2026-01-05T10:00:00.000Z',
          validTo: '2026-03-06T10:00:00.000Z',
          reason: { rule: 'next-purchase', programmeVersion: 1, text: offer?.text },
        },
      },
    ]);
    expect(offer).toMatchObject({
      kind: 'discount',
      value: { percent: 20 },
      validFrom: new Date('2026-01-05T10:00:00Z'),
      validTo: new Date('2026-03-06T10:00:00Z'),
    });
    expect(rewardIssued.data.parse(messages[0]?.data)).toEqual(messages[0]?.data);
    expect(await decisionsOf(customerId)).toEqual([
      { cause_id: bought.id, arm: 'treatment', outcome: 'offered', reason: 'passed' },
    ]);
    const coupon = 'select customer_id from coupon where digest = $1';
    expect(await database.db.query(coupon, [vault.digestOf(offer?.code ?? '')])).toEqual([{ customer_id: customerId }]);
  });

  it('withholds from the holdout, says so, and shows the member nothing', async () => {
    const customerId = aCustomer('holdout');
    const bought = purchase(customerId);
    const { messages } = await handle(bought);
    expect(messages).toMatchObject([
      {
        type: 'loyalty.offer.withheld.v1',
        subject: customerId,
        causationid: bought.id,
        data: { campaignId: 'next-purchase', customerId, arm: 'holdout', reason: { rule: 'next-purchase' } },
      },
    ]);
    expect(offerWithheld.data.parse(messages[0]?.data)).toEqual(messages[0]?.data);
    expect(messages[0]?.id).toBe(offerWithheld.data.parse(messages[0]?.data).offerId);
    expect(await offersOf(customerId)).toEqual([]);
    expect(await decisionsOf(customerId)).toMatchObject([{ arm: 'holdout', outcome: 'withheld' }]);
    expect((await handle(purchase(customerId))).messages).toEqual([]);
  });

  it('makes one offer for several purchases of one chunk, the first in order of things', async () => {
    const customerId = aCustomer();
    const [first, second] = [purchase(customerId), purchase(customerId, '2026-01-05T10:00:01Z')];
    const { messages } = await handle(first, second);
    expect(messages.map(({ causationid }) => causationid)).toEqual([first.id]);
  });

  it('makes no second offer for a later, an earlier or an amended purchase that comes afterwards', async () => {
    const customerId = aCustomer();
    const bought = purchase(customerId);
    await handle(bought);
    const { orderId } = bought.data;
    for (const next of [
      purchase(customerId, '2026-01-06T10:00:00Z'),
      purchase(customerId, '2026-01-04T10:00:00Z'),
      purchase(customerId, FRESH, { orderId, revision: 1 }),
    ]) {
      expect((await handle(next)).messages).toEqual([]);
    }
    expect(await offersOf(customerId)).toHaveLength(1);
  });

  it('mails nobody for a purchase 7 days old, records why, and gives nothing for the fresh one after it', async () => {
    const customerId = aCustomer();
    const old = purchase(customerId, OLD);
    expect((await handle(old)).messages).toEqual([]);
    expect((await handle(purchase(customerId))).messages).toEqual([]);
    expect(await decisionsOf(customerId)).toEqual([
      { cause_id: old.id, arm: 'treatment', outcome: 'skipped', reason: 'too-old' },
    ]);
    expect(await offersOf(customerId)).toEqual([]);
  });

  it('gives guests nothing', async () => {
    expect((await handle(purchase(undefined))).messages).toEqual([]);
  });

  it('does not count an order cancelled before it is handled, but the next one', async () => {
    const [one, two] = [aCustomer(), aCustomer()];
    const [cancelled, sameChunk] = [purchase(one), purchase(two)];
    await handle(cancellationOf(cancelled));
    expect((await handle(cancelled)).messages).toEqual([]);
    expect((await handle(sameChunk, cancellationOf(sameChunk))).messages).toEqual([]);
    for (const customerId of [one, two]) {
      expect(await offersOf(customerId)).toEqual([]);
      expect((await handle(purchase(customerId))).messages).toMatchObject([{ subject: customerId }]);
    }
  });

  it('lets the offer stand when the first purchase is cancelled, and makes no second one', async () => {
    const customerId = aCustomer();
    const bought = purchase(customerId);
    await handle(bought);
    expect((await handle(cancellationOf(bought))).messages).toEqual([]);
    const next = purchase(customerId, '2026-01-06T10:00:00Z');
    expect((await handle(next)).messages).toEqual([]);
    expect(await offersOf(customerId)).toHaveLength(1);
    expect(await decisionsOf(customerId)).toMatchObject([
      { outcome: 'offered' },
      { cause_id: next.id, outcome: 'skipped', reason: 'once-per-customer' },
    ]);
  });

  it('offers for the purchase after an old one that was cancelled', async () => {
    const customerId = aCustomer();
    const old = purchase(customerId, OLD);
    await handle(old);
    const next = purchase(customerId);
    expect((await handle(cancellationOf(old), next)).messages).toMatchObject([{ causationid: next.id }]);
  });

  it('refuses a revision by another customer and a cancellation for another customer, without effect', async () => {
    const [customerId, stranger] = [aCustomer(), aCustomer()];
    const bought = purchase(customerId);
    await handle(bought);
    const stolen = purchase(stranger, FRESH, { orderId: bought.data.orderId, revision: 1 });
    const foreign = cancellationOf(bought, stranger);
    expect((await handle(stolen, foreign)).rejected).toMatchObject([
      { event: stolen, reason: 'DUPLICATE_ORDER' },
      { event: foreign, reason: 'CUSTOMER_MISMATCH' },
    ]);
    expect(await offersOf(stranger)).toBeUndefined();
    const [row] = await database.db.query('select purchases from customer where customer_id = $1', [customerId]);
    expect(row).toEqual({ purchases: 1 });
  });

  it('knows everybody an accepted event named, and nobody else', async () => {
    const [buyer, reviewer, referrer, referee] = [aCustomer(), aCustomer(), aCustomer(), aCustomer()];
    await handle(
      purchase(buyer),
      anEvent(reviewPublished, { data: { customerId: reviewer } }),
      anEvent(referralCreated, { data: { referrerId: referrer, refereeId: referee } }),
    );
    for (const customerId of [buyer, reviewer, referrer, referee]) expect(await offersOf(customerId)).toBeDefined();
    expect(await offersOf('c-nobody')).toBeUndefined();
    for (const declaration of [purchaseCancelled, purchaseDelivered]) {
      const { rejected } = await handle(
        anEvent(declaration, { data: { orderId: 'o-unknown', customerId: 'c-nobody' } }),
      );
      expect([rejected, await offersOf('c-nobody')]).toEqual([[], undefined]);
    }
  });

  it('draws a new code when one was drawn before', async () => {
    const [one, two, three] = [aCustomer(), aCustomer(), aCustomer()];
    let drawn = 0;
    // The same bytes twice for each code: the second customer's first draw collides with the first customer's code.
    const stutter = new CampaignChunkHandler({
      programme,
      vault: aVault((length) => new Uint8Array(length).fill(Math.floor(drawn++ / 2))),
    });
    const { messages } = await database.db.transaction((tx) =>
      stutter.handle(
        [one, two, three].map((customerId) => purchase(customerId)),
        tx,
        chunk(),
      ),
    );
    expect(new Set(messages.map(({ data }) => rewardIssued.data.parse(data).code)).size).toBe(3);
    const [first] = (await offersOf(one)) ?? [];
    const again = new CampaignChunkHandler({ programme, vault: aVault(collideOnce(first?.code ?? '')) });
    const four = aCustomer();
    await database.db.transaction((tx) => again.handle([purchase(four)], tx, chunk()));
    const [other] = (await offersOf(four)) ?? [];
    expect(other?.code).toMatch(/^(.{5}-){3}.{5}$/);
    expect(other?.code).not.toBe(first?.code);
  });

  it('makes one offer when two purchases of a customer race on two connections', async () => {
    for (let round = 0; round < 10; round += 1) {
      const customers = Array.from({ length: 20 }, () => aCustomer());
      const results = await Promise.all([
        handle(...customers.map((customerId) => purchase(customerId))),
        handle(...customers.toReversed().map((customerId) => purchase(customerId))),
      ]);
      const subjects = results.flatMap(({ messages }) => messages.map(({ subject }) => subject));
      expect(subjects.toSorted()).toEqual(customers.toSorted());
    }
  });

  /** Handles `first` and, just before its statement `pauseAt`, begins to handle `second` on another connection. */
  async function handleOverlapping(first: Envelope, second: Envelope, pauseAt: string): Promise<ChunkResult> {
    const order: string[] = [];
    let later: Promise<ChunkResult> | undefined;
    await database.db.transaction(async (tx) => {
      const pausing: Tx = {
        async query<Row extends object>(sql: string, params?: readonly unknown[], name?: string) {
          if (name === pauseAt) {
            later = handle(second).finally(() => order.push('second'));
            while (order.length === 0 && !(await someoneIsBlocked(database.db)));
          }
          return tx.query<Row>(sql, params, name);
        },
      };
      await handler.handle([first], pausing, chunk());
      order.push('first');
    });
    if (!later) throw new Error(`no statement ${pauseAt}`);
    const result = await later;
    expect(order).toEqual(['first', 'second']);
    return result;
  }

  it.each([
    ['nobody knew', [], 'campaign.insert-decisions'],
    ['was known by a review', [reviewPublished], 'campaign.insert-purchases'],
  ])('waits for another purchase of a customer who %s, and then sees it', async (_title, before, pauseAt) => {
    const customerId = aCustomer();
    await handle(...before.map((declaration) => anEvent(declaration, { data: { customerId } })));
    const result = await handleOverlapping(purchase(customerId), purchase(customerId), pauseAt);
    expect(result.messages).toEqual([]);
    const [row] = await database.db.query('select purchases from customer where customer_id = $1', [customerId]);
    expect(row).toEqual({ purchases: 2 });
  });

  it('waits for another revision of an order that was known, and then sees that it was bought', async () => {
    const customerId = aCustomer();
    const bought = purchase(customerId);
    await handle(cancellationOf(bought, 'c-somebody-else'));
    const amended = purchase(customerId, FRESH, { orderId: bought.data.orderId, revision: 1 });
    await handleOverlapping(bought, amended, 'orders.update-orders');
    const [row] = await database.db.query('select purchases from customer where customer_id = $1', [customerId]);
    expect(row).toEqual({ purchases: 1 });
  });

  it('decides a purchase and its cancellation that race on two connections one way, and counts it right', async () => {
    for (let round = 0; round < 10; round += 1) {
      const customerId = aCustomer();
      const bought = purchase(customerId);
      const [{ messages }] = await Promise.all([handle(bought), handle(cancellationOf(bought))]);
      expect((await offersOf(customerId))?.length).toBe(messages.length);
      expect(
        await database.db.query('select 1 from customer where customer_id = $1 and purchases > 0', [customerId]),
      ).toEqual([]);
    }
  });

  it('uses the same statements for 300 purchases as for 2', async () => {
    const statementsFor = async (n: number): Promise<number> => {
      let statements = 0;
      const events = Array.from({ length: n }, () => purchase(aCustomer()));
      await database.db.transaction(async (tx) => {
        const counting: Tx = { query: (...args) => ((statements += 1), tx.query(...args)) };
        await handler.handle(events, counting, chunk());
      });
      return statements;
    };
    expect(await statementsFor(300)).toBe(await statementsFor(2));
  });

  it('lets the service change nothing of a decision, an offer or a code but whose it is', async () => {
    for (const change of ["decision set outcome = 'offered'", "offer set value = '{}'", 'code set offer_id = offer_id'])
      await expect(database.db.query(`update ${change}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('counts as many offers and withheld ones as were published', async () => {
    const before = await summariseOffers(database.db);
    await handle(purchase(aCustomer()), purchase(aCustomer('holdout')), purchase(aCustomer(), OLD));
    const after = await summariseOffers(database.db);
    expect([after.offers - before.offers, after.withheld - before.withheld]).toEqual([1, 1]);
  });
});

/** The bytes that give the drawn part of `code`, once; bytes of chance afterwards. */
function collideOnce(code: string): (count: number) => Uint8Array {
  const alphabet = '23456789CDFHJKMNPQRTVWX';
  let used = false;
  return (length) => {
    if (used) return randomBytes(length);
    used = true;
    return Uint8Array.from([...code.replaceAll('-', '').slice(0, length)], (symbol) => alphabet.indexOf(symbol));
  };
}
