import { isEvent, partnerAccrued, partnerReversed, reviewPublished, reviewUnpublished } from '@perennial/contracts';

import {
  nameNext,
  nameOf,
  ordersIn,
  originOf,
  personOf,
  pick,
  returnsIn,
  timeOf,
  type Grow,
  type Growth,
} from './growth.js';
import { programmes } from './programmes.js';
import {
  buys,
  cancels,
  delivers,
  does,
  refers,
  reverses,
  reviews,
  sendsBack,
  spendsAt,
  takesBackReview,
} from './shop.js';

const tiersFrom = [0, 1, 2, 10, 40, 299, 300, 301, 700, 1000];

/** A whole number of points, or just short of or beyond one; often just what is missing for the next tier. */
function totalFor(growth: Growth, step: Parameters<Grow>[1], customerId: string | undefined, rate: number): number {
  const own = ordersIn(growth).filter(({ data }) => data.customerId === customerId);
  const soFar = own.reduce((sum, { data }) => sum + Math.floor(data.totalMinor / rate), 0);
  const wanted = pick([...tiersFrom, Math.max(0, 300 - soFar), Math.max(0, 1000 - soFar)], step.amount);
  return Math.max(0, wanted * rate + pick([0, 0, rate - 1, -1], step.detail));
}

export const buy: Grow = (growth, step) => {
  const guest = step.detail % 23 === 0;
  const customerId = guest ? undefined : personOf(growth, step.who);
  const currency = pick(['USD', 'USD', 'USD', 'EUR', 'GBP', 'JPY', 'CHF'], step.other);
  const total = totalFor(growth, step, customerId, programmes.jeweller.rateOf(currency, undefined) ?? 1000);
  const more = pick(
    [{}, {}, { taxIncluded: true, taxMinor: 100 }, { pointsTenderMinor: 500 }, { taxMinor: 100 }],
    step.span,
  );
  const id = nameNext(growth, step, 'o');
  growth.events.push(buys(customerId, id, timeOf(growth, step), total, { currency, ...more }, originOf(step)));
};

/** Goods in two lines, and a gift card or a membership beside them. */
export const buyLines: Grow = (growth, step) => {
  const customerId = personOf(growth, step.who);
  const each = pick([1000, 9999, 150_000], step.amount);
  const extra = pick(['card', 'membership-gold', 'none'], step.other);
  const lines = [
    { lineId: '1', sku: 'ring', quantity: 2, unitPriceMinor: each },
    { lineId: '2', sku: 'chain', quantity: 1, unitPriceMinor: each, discountMinor: 333 },
    { lineId: '3', sku: extra, quantity: 1, unitPriceMinor: 5000, giftCard: extra === 'card' },
  ].slice(0, extra === 'none' ? 2 : 3);
  const total = 3 * each - 333 + (extra === 'none' ? 0 : 5000);
  const id = nameNext(growth, step, 'o');
  growth.events.push(buys(customerId, id, timeOf(growth, step), total, { lines }, originOf(step)));
};

export const join: Grow = (growth, step) => {
  const customerId = personOf(growth, step.who);
  const lines = [{ lineId: '1', sku: 'membership-gold', quantity: 1, unitPriceMinor: 9900 }];
  const id = nameNext(growth, step, 'o');
  growth.events.push(buys(customerId, id, timeOf(growth, step), 9900, { lines }, originOf(step)));
};

export const buyAtPartner: Grow = (growth, step) => {
  const partnerId = pick(['fuel', 'telco', 'grocer', undefined], step.other);
  const rate = programmes['travel-club'].rateOf('GBP', partnerId) ?? 200;
  const total = pick([0, rate - 1, rate, 10 * rate, 500 * rate], step.amount);
  const id = nameNext(growth, step, 'o');
  const more = { currency: pick(['GBP', 'GBP', 'GBP', 'EUR'], step.span), partnerId };
  growth.events.push(buys(personOf(growth, step.who), id, timeOf(growth, step), total, more, originOf(step)));
};

export const amend: Grow = (growth, step) => {
  const orders = ordersIn(growth);
  if (orders.length === 0) return;
  const { data, at } = pick(orders, step.base);
  const total = Math.floor((data.totalMinor * pick([0, 1, 2, 4, 6], step.amount)) / 2);
  const currency = pick([data.currency, data.currency, data.currency, 'EUR'], step.other);
  const lines = data.lines && pick([data.lines, data.lines.slice(1), data.lines.slice(0, -1)], step.span);
  const changed = { totalMinor: total, currency, lines };
  const more = { ...data, revision: data.revision + pick([1, 1, 2], step.detail), ...changed };
  const id = { id: nameNext(growth, step, 'amended') };
  const customerId = data.customerId && nameOf(growth, data.customerId, step);
  growth.events.push(buys(customerId, data.orderId, timeOf(growth, step, at), total, { ...more, customerId }, id));
};

/** Another total for the same order and revision, the same order for somebody else, or the same id for something else. */
export const rival: Grow = (growth, step) => {
  const orders = ordersIn(growth);
  if (orders.length === 0) return;
  const { data, at, id, source } = pick(orders, step.base);
  const total = data.totalMinor + 1000;
  const more = { ...data, totalMinor: total };
  const fresh = { id: nameNext(growth, step, 'rival') };
  const event = pick(
    [
      () => buys(data.customerId, data.orderId, at + 1, total, more, fresh),
      () => buys(data.customerId, data.orderId, at, total, more, { id, source }),
      () =>
        buys('eve', data.orderId, at + 1, total, { ...more, customerId: 'eve', revision: data.revision + 1 }, fresh),
      () => buys(data.customerId, data.orderId, at + 1, data.totalMinor, data, fresh),
    ],
    step.detail,
  );
  growth.events.push(event());
};

export const cancel: Grow = (growth, step) => {
  const orders = ordersIn(growth);
  if (orders.length === 0) return;
  const { data, at } = pick(orders, step.base);
  const named = step.detail % 2 === 0 ? data.customerId : undefined;
  growth.events.push(cancels(data.orderId, timeOf(growth, step, at), named));
};

/** Soon after the purchase, around the day on which its points would be available anyway, or before it. */
export const deliver: Grow = (growth, step) => {
  const orders = ordersIn(growth);
  if (orders.length === 0) return;
  const { data, at } = pick(orders, step.base);
  const { availableFrom } = programmes[growth.programme];
  const day = 86_400_000;
  const soon = [at + day, at + 3 * day, at, at - day, availableFrom(at) - 1, availableFrom(at), availableFrom(at) + 1];
  const when = step.time % 2 === 0 ? pick(soon, step.amount) : timeOf(growth, step, at);
  const named = step.detail % 2 === 0 ? data.customerId : undefined;
  const whose = step.detail % 11 === 0 ? 'eve' : named && nameOf(growth, named, step);
  growth.events.push(delivers(data.orderId, when, whose, nameNext(growth, step, 'd'), originOf(step)));
};

/** All that is left, half of it, a line, or more than there is. Sometimes dated before the purchase. */
export const sendBack: Grow = (growth, step) => {
  const orders = ordersIn(growth);
  if (orders.length === 0) return;
  const { data, at } = pick(orders, step.base);
  const returned = returnsIn(growth, data.orderId);
  const left = data.totalMinor - returned.reduce((sum, one) => sum + one.data.amountMinor, 0);
  const id = nameNext(growth, step, 'r');
  const when = timeOf(growth, step, at);
  const { currency } = data;
  const line = data.lines && pick(data.lines, step.span);
  if (line && step.detail % 3 !== 0) {
    const amountMinor = Math.max(0, Math.min(left, line.unitPriceMinor - (line.discountMinor ?? 0)));
    const lines = [{ lineId: line.lineId, quantity: 1, amountMinor }];
    growth.events.push(sendsBack(data.orderId, id, when, amountMinor, { currency, lines }, originOf(step)));
    return;
  }
  const amount = pick([left, left, Math.floor(left / 2), 1, left + 1], step.amount);
  const named = step.detail % 2 === 0 ? data.customerId : undefined;
  const more = { currency, customerId: named && nameOf(growth, named, step) };
  growth.events.push(sendsBack(data.orderId, id, when, Math.max(0, amount), more, originOf(step)));
};

export const sendBackUnknown: Grow = (growth, step) => {
  const id = nameNext(growth, step, 'r');
  growth.events.push(sendsBack('nobody-knows', id, timeOf(growth, step), 1000));
};

export const review: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const sku = pick(['ring', 'chain', 'watch', 'pin', 'clasp', 'pearl', 'charm', 'stud'], step.amount);
  const more = { verified: step.detail % 5 !== 0, rating: pick([1, 3, 5], step.other) };
  growth.events.push(reviews(who, nameNext(growth, step, 'v'), timeOf(growth, step), sku, more));
};

/** As many reviews of one month as the limit allows, and one more. */
export const reviewMuch: Grow = (growth, step) => {
  const at = timeOf(growth, step);
  for (const [index, sku] of ['s1', 's2', 's3', 's4', 's5', 's6'].entries()) {
    const who = personOf(growth, step.who);
    growth.events.push(reviews(who, nameNext(growth, step, 'v'), at + index * pick([0, 1, 3_600_000], step.span), sku));
  }
};

export const takeBackReview: Grow = (growth, step) => {
  const published = growth.events.filter((event) => isEvent(reviewPublished, event));
  const taken = growth.events.filter((event) => isEvent(reviewUnpublished, event)).map(({ data }) => data.reviewId);
  const open = published.filter(({ data }) => !taken.includes(data.reviewId));
  if (open.length === 0) return;
  const { data, at } = pick(open, step.base);
  const named = nameOf(growth, data.customerId, step);
  growth.events.push(takesBackReview(named, data.reviewId, timeOf(growth, step, at)));
};

export const engage: Grow = (growth, step) => {
  const kind = pick(['social-shared', 'social-shared', 'event-attended', 'workshop-attended'], step.other);
  const proof = pick([undefined, 'p1', 'p2', 'p3', 'p4'], step.amount);
  const id = nameNext(growth, step, 'e');
  growth.events.push(does(personOf(growth, step.who), kind, id, timeOf(growth, step), proof));
};

/** Mostly before the referee's first purchase, so that it can be accepted. */
export const refer: Grow = (growth, step) => {
  const referrer = personOf(growth, step.who);
  const referee = personOf(growth, step.other);
  const first = ordersIn(growth)
    .filter(({ data }) => data.customerId === referee)
    .reduce((at, order) => Math.min(at, order.at), Infinity);
  const when =
    Number.isFinite(first) && step.detail % 4 !== 0 ? first - pick([0, 1, 3_600_000], step.span) : timeOf(growth, step);
  growth.events.push(refers(referrer, referee, nameNext(growth, step, 'f'), when, originOf(step)));
};

export const accrue: Grow = (growth, step) => {
  const partnerId = pick(['fuel', 'telco', 'grocer'], step.other);
  const rate = programmes['travel-club'].rateOf('GBP', partnerId)!;
  const amount = pick([rate - 1, rate, 10 * rate, 333 * rate + 1], step.amount);
  const who = personOf(growth, step.who);
  growth.events.push(spendsAt(partnerId, who, nameNext(growth, step, 'x'), timeOf(growth, step), amount));
};

export const reverseAccrual: Grow = (growth, step) => {
  const accruals = growth.events.filter((event) => isEvent(partnerAccrued, event));
  if (accruals.length === 0) return;
  const { data, at } = pick(accruals, step.base);
  const reversed = growth.events
    .filter((event) => isEvent(partnerReversed, event))
    .filter((event) => event.data.partnerId === data.partnerId && event.data.externalId === data.externalId);
  const left = data.amountMinor - reversed.reduce((sum, event) => sum + event.data.amountMinor, 0);
  const amount = Math.max(0, pick([left, left, Math.floor(left / 2), 1, left + 1], step.amount));
  const id = nameNext(growth, step, 'u');
  growth.events.push(reverses(data.partnerId, data.customerId, data.externalId, id, timeOf(growth, step, at), amount));
};
