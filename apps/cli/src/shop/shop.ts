import {
  engagementRecorded,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
  surveyAnswered,
  surveyInvited,
} from '@perennial/contracts';
import type { EventDeclaration } from '@perennial/contracts';

import { catalogue, priceOf } from './catalogue.js';
import type { Product, ShopCurrency } from './catalogue.js';
import { mistakes } from './mistakes.js';
import { Random } from './random.js';
import type { ShopEvent } from './shop-event.js';
import { likelyToRecommend, satisfaction } from './survey-scores.js';

export const SHOP_SOURCE = '/demo-shop';

const REGULARS = 60;
/** Orders that can still be reviewed or returned. */
const REMEMBERED_ORDERS = 200;
const INVITED_DAYS_AGO = 21;
const DAY_MS = 86_400_000;

/** Whoever will answer to an invitation. */
interface Invited {
  readonly customerId: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
}

interface PlacedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: ShopCurrency;
  readonly totalMinor: number;
  readonly product: Product;
  reviewed: boolean;
}

/**
 * A small simulated jeweller: customers look around, buy, review, are asked and answer surveys, bring friends, send things back; now and
 * then its systems make a mistake. The same seed tells the same story; the run id is part of every id, so that a later run with
 * the same seed adds new events instead of repeating old ones, which the platform would rightly ignore.
 */
export class Shop {
  private readonly random: Random;
  private readonly customers: [string, ...string[]];
  private readonly newcomers: string[] = [];
  private readonly orders: PlacedOrder[] = [];
  private readonly invited: Invited[] = [];
  private count = 0;
  private mistakesMade = 0;

  constructor(
    seed: number,
    private readonly runId: string,
  ) {
    this.random = new Random(seed);
    this.customers = ['demo-1', ...Array.from({ length: REGULARS - 1 }, (_, i) => `demo-${i + 2}`)];
  }

  /** The next thing that happens in the shop, at the given instant. */
  next(at: Date): ShopEvent {
    this.count += 1;
    const time = at.toISOString();
    const what = this.random.weighted([
      ['browse', 44],
      ['order', 28],
      ['review', 9],
      ['answer', 5],
      ['refer', 4],
      ['return', 4],
      ['mistake', 3],
      ['invite', 3],
    ] as const);
    switch (what) {
      case 'browse':
        return this.browse(time);
      case 'order':
        return this.order(time);
      case 'review':
        return this.review(time) ?? this.browse(time);
      case 'answer':
        return this.answer(time) ?? this.browse(time);
      case 'refer':
        return this.refer(time);
      case 'return':
        return this.sendBack(time) ?? this.browse(time);
      case 'mistake':
        return this.mistake(time);
      case 'invite':
        return this.invite(at);
    }
  }

  private browse(time: string): ShopEvent {
    const customerId = this.random.pick(this.customers);
    const product = this.random.pick(catalogue);
    const kind = this.random.weighted([
      ['product-viewed', 70],
      ['category-viewed', 24],
      ['social-shared', 6],
    ] as const);
    return this.event(engagementRecorded, time, customerId, {
      customerId,
      kind,
      category: product.category,
      ...(kind === 'category-viewed' ? {} : { sku: product.sku }),
      ...(kind === 'social-shared' ? { proofId: this.newId('post') } : {}),
    });
  }

  private order(time: string): ShopEvent {
    // Whoever was invited comes and buys soon, so that referrals are seen to qualify.
    const invited = this.random.chance(0.3) ? this.newcomers.shift() : undefined;
    const customerId = invited ?? this.random.pick(this.customers);
    const currency = this.random.weighted([
      ['USD', 80],
      ['EUR', 10],
      ['GBP', 6],
      ['JPY', 4],
    ] as const);
    const product = this.random.pick(catalogue);
    const quantity = this.random.chance(0.15) ? 2 : 1;
    const unitPriceMinor = priceOf(product, currency);
    const orderId = this.newId('order');
    const totalMinor = quantity * unitPriceMinor;
    this.orders.push({ orderId, customerId, currency, totalMinor, product, reviewed: false });
    if (this.orders.length > REMEMBERED_ORDERS) this.orders.shift();
    return this.event(purchaseCompleted, time, customerId, {
      orderId,
      customerId,
      channel: this.random.pick(['online', 'app', 'store']),
      currency,
      lines: [{ lineId: '1', sku: product.sku, category: product.category, quantity, unitPriceMinor }],
      totalMinor,
    });
  }

  private review(time: string): ShopEvent | undefined {
    const order = this.orders.find((candidate) => !candidate.reviewed);
    if (!order) return undefined;
    order.reviewed = true;
    return this.event(reviewPublished, time, order.customerId, {
      reviewId: this.newId('review'),
      customerId: order.customerId,
      sku: order.product.sku,
      orderId: order.orderId,
      rating: this.random.weighted([
        [5, 50],
        [4, 28],
        [3, 12],
        [2, 6],
        [1, 4],
      ] as const),
      verified: this.random.chance(0.85),
      photos: this.random.chance(0.3) ? this.random.between(1, 3) : 0,
    });
  }

  private answer(time: string): ShopEvent | undefined {
    const invited = this.random.chance(0.5) ? this.invited.shift() : undefined;
    if (invited) return this.answerTo(invited);
    const [first, ...others] = this.orders;
    if (!first) return undefined;
    const { orderId, customerId } = this.random.pick([first, ...others]);
    const touchpoint = this.random.pick(['checkout', 'delivery', 'store']);
    const answer = this.random.chance(0.6)
      ? { survey: 'nps', score: likelyToRecommend(this.random) }
      : { survey: 'csat', score: satisfaction(this.random) };
    const data = { responseId: this.newId('answer'), customerId, touchpoint, orderId, ...answer };
    return this.event(surveyAnswered, time, customerId, data);
  }

  /**
   * Somebody was asked three weeks ago, and whoever sent it tells of it now: so the time to answer is over, and there is a response
   * rate as soon as the shop opens.
   */
  private invite(at: Date): ShopEvent {
    const customerId = this.random.pick(this.customers);
    const sentAt = at.getTime() - INVITED_DAYS_AGO * DAY_MS;
    // Half of them never answer.
    if (this.random.chance(0.5)) this.invited.push({ customerId, sentAt });
    const data = { invitationId: this.newId('invitation'), customerId, survey: 'nps', touchpoint: 'store' };
    return this.event(surveyInvited, new Date(sentAt).toISOString(), customerId, data);
  }

  private answerTo({ customerId, sentAt }: Invited): ShopEvent {
    const answeredAt = new Date(sentAt + this.random.between(1, 5) * DAY_MS);
    return this.event(surveyAnswered, answeredAt.toISOString(), customerId, {
      ...{ responseId: this.newId('answer'), customerId, survey: 'nps', touchpoint: 'store' },
      score: likelyToRecommend(this.random),
    });
  }

  private refer(time: string): ShopEvent {
    const referrerId = this.random.pick(this.customers);
    const refereeId = this.newId('friend');
    this.customers.push(refereeId);
    this.newcomers.push(refereeId);
    return this.event(referralCreated, time, referrerId, { referralId: this.newId('referral'), referrerId, refereeId });
  }

  private sendBack(time: string): ShopEvent | undefined {
    if (this.orders.length === 0) return undefined;
    const [order] = this.orders.splice(this.random.between(0, this.orders.length - 1), 1);
    if (!order) return undefined;
    const amountMinor = this.random.chance(0.5) ? order.totalMinor : Math.floor(order.totalMinor / 2);
    return this.event(returnCompleted, time, order.customerId, {
      returnId: this.newId('return'),
      orderId: order.orderId,
      customerId: order.customerId,
      currency: order.currency,
      amountMinor,
    });
  }

  private mistake(time: string): ShopEvent {
    const customerId = this.random.pick(this.customers);
    const { reason, spoil } = mistakes[this.mistakesMade % mistakes.length] ?? mistakes[0];
    this.mistakesMade += 1;
    const value = spoil({
      specversion: '1.0',
      id: this.newId('spoilt'),
      source: SHOP_SOURCE,
      type: purchaseCompleted.type,
      time,
      subject: customerId,
      datacontenttype: 'application/json',
      data: { orderId: this.newId('spoilt-order'), customerId, currency: 'USD', totalMinor: 5_000 },
    });
    return { kind: 'mistake', reason, topic: purchaseCompleted.topic, customerId, value };
  }

  private event(declaration: EventDeclaration, time: string, customerId: string, data: object): ShopEvent {
    return { kind: 'event', declaration, id: this.newId('event'), time, customerId, data };
  }

  /** Unique in this run by the running number, over all runs by the run id. */
  private newId(what: string): string {
    return `${what}-${this.runId}-${this.count}`;
  }
}
