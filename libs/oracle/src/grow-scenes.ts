import { programmes } from './programmes.js';
import { DAY } from './calendar.js';
import {
  erasedIn,
  nameNext,
  originOf,
  ownInstant,
  people,
  personOf,
  pick,
  timeOf,
  type Grow,
  type Growth,
  type Step,
} from './growth.js';
import type { Reservation } from './history.js';
import { becomes, buys, cancels, does, refers, reviews, sendsBack, takesBackReview } from './shop.js';

/** Scenes of a few facts that single steps would rarely put together. Other steps get between them. */

const HOUR = 3_600_000;

/** A purchase that is surely worth something. */
function purchase(growth: Growth, step: Step, customerId: string, at: number, points: number) {
  const travelling = growth.programme !== 'jeweller';
  const more = travelling ? { currency: 'GBP', partnerId: 'fuel' } : { currency: 'USD' };
  const rate = programmes[growth.programme].rateOf(more.currency, 'fuel') ?? 0;
  const event = buys(customerId, nameNext(growth, step, 'o'), at, points * rate, more, originOf(step));
  growth.events.push(event);
  return event;
}

/** Somebody is brought, buys for about the amount that qualifies, and maybe sends some of it back. */
export const bringFriend: Grow = (growth, step) => {
  const referrer = personOf(growth, step.who);
  const referee = personOf(growth, step.who + 1 + (step.other % 3));
  const at = timeOf(growth, step);
  growth.events.push(refers(referrer, referee, nameNext(growth, step, 'f'), at, originOf(step)));
  const [currency, from] = pick(
    [
      ['USD', 2000],
      ['EUR', 1800],
      ['GBP', 1600],
      ['JPY', 3000],
    ] as const,
    step.base,
  );
  const total = from + pick([-1, 0, 1, 9 * from], step.amount);
  const orderId = nameNext(growth, step, 'o');
  growth.events.push(
    buys(referee, orderId, at + pick([1, HOUR, 40 * DAY], step.span), total, { currency }, originOf(step)),
  );
  if (step.detail % 2 === 0) return;
  const when = at + pick([0, 2 * HOUR, 50 * DAY], step.span);
  const amount = pick([1, total, Math.floor(total / 2)], step.detail);
  growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), when, amount, { currency }));
};

/** Two names of one person are brought by two others; then they turn out to be one, and a purchase is made under one. */
export const bringTwice: Grow = (growth, step) => {
  const [one, two] = [personOf(growth, step.who), personOf(growth, step.who + 1)];
  const at = timeOf(growth, step);
  const referrers = [personOf(growth, step.who + 2), personOf(growth, step.other)];
  growth.events.push(refers(referrers[0]!, one, nameNext(growth, step, 'f'), at, originOf(step)));
  growth.events.push(refers(referrers[1]!, two, nameNext(growth, step, 'f'), at + pick([0, 1, -1], step.base)));
  const mergedAt = at + pick([HOUR, DAY], step.span);
  growth.events.push(becomes(one, two, mergedAt, { id: nameNext(growth, step, 'm') }));
  purchase(growth, step, pick([one, two], step.amount), mergedAt + pick([-HOUR / 2, -1, 1, DAY], step.detail), 5);
};

/** Orders of one day or of a few that lie together, worth more than any limit, and one of them comes back in part. */
export const buyMuch: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  const apart = pick([0, 1, HOUR, 12 * HOUR, 20 * DAY], step.span);
  const worth = pick([30, 120, 200, 349, 351], step.amount);
  const orders = [0, 1, 2, 3].map((n) => purchase(growth, step, who, at + n * apart, worth));
  if (step.detail % 2 === 0) return;
  const { orderId, currency, totalMinor } = pick(orders, step.base).data;
  const amount = pick([totalMinor, Math.floor(totalMinor / 2), Math.floor(totalMinor / 5)], step.other);
  const when = at + pick([0, HOUR, 40 * DAY], step.base);
  growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), when, amount, { currency }));
};

/** Somebody brings two others in one month, and the second sends back what brought the points. */
export const bringMany: Grow = (growth, step) => {
  const at = timeOf(growth, step);
  const worth = pick([5, 400], step.amount);
  for (const [index, span] of [0, HOUR].entries()) {
    const friend = personOf(growth, step.who + 1 + index);
    growth.events.push(refers(personOf(growth, step.who), friend, nameNext(growth, step, 'f'), at + span));
    const { orderId, currency, totalMinor } = purchase(growth, step, friend, at + 2 * HOUR + span, worth).data;
    if (index !== step.detail % 3) continue;
    growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), at + DAY, totalMinor, { currency }));
  }
};

/** Three posts of a day. */
export const shareMuch: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  for (const proof of ['q1', 'q2', 'q3']) {
    const id = nameNext(growth, step, 'e');
    growth.events.push(does(who, 'social-shared', id, at + (proof === 'q3' ? pick([0, 1, DAY], step.span) : 0), proof));
  }
};

/** Somebody writes a review and turns out to be somebody else; then the review is taken back, under either name. */
export const reviewAndMerge: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const other = personOf(growth, step.who + 1 + (step.other % 3));
  if (who === other) return;
  const at = timeOf(growth, step);
  const reviewId = nameNext(growth, step, 'v');
  const mergedAt = at + pick([1, HOUR, 40 * DAY], step.span);
  growth.events.push(reviews(who, reviewId, at, pick(['ring', 'chain', 'watch'], step.amount)));
  growth.events.push(becomes(who, other, mergedAt, { id: nameNext(growth, step, 'm') }));
  const named = step.detail % 2 === 0 ? who : other;
  growth.events.push(takesBackReview(named, reviewId, mergedAt + pick([-1, 0, HOUR], step.base)));
};

/** Points are earned and spent; then what they were earned with comes back. Maybe more is earned, before or after. */
export const spendAndSendBack: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  const { availableFrom, expiryOf } = programmes[growth.programme];
  const points = pick([10, 100, 400], step.amount);
  const bought = purchase(growth, step, who, at, points);
  const spentAt = ownInstant(growth, availableFrom(at) + 5 * HOUR);
  const spent = pick([points, points - 1, Math.ceil(points / 2)], step.detail);
  const id = nameNext(growth, step, 'd');
  growth.decisions.push({ kind: 'redemption', id, at: spentAt, customerId: who, rewardId: 'reward', points: spent });
  if (step.other % 3 !== 0) purchase(growth, step, who, at + pick([HOUR, 30 * DAY], step.other), 7);
  const back = pick([spentAt + HOUR, spentAt + 40 * DAY, expiryOf(at), expiryOf(spentAt)], step.span);
  const { orderId, currency, totalMinor } = bought.data;
  const amount = pick([totalMinor, Math.floor(totalMinor / 3)], step.base);
  growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), back, amount, { currency }));
  if (step.detail % 2 === 0) {
    const reversedAt = pick([back + HOUR, expiryOf(at), spentAt + HOUR], step.base);
    growth.decisions.push({
      kind: 'redemption-reversal',
      id: `${id}-back`,
      at: ownInstant(growth, Math.max(reversedAt, spentAt + 1)),
      redemptionId: id,
    });
  }
};

/** Somebody of the same household, or of none: then it is a present. */
function housemateOf(growth: Growth, who: string, at: number): string {
  const home = growth.decisions.find((one) => one.kind === 'household' && one.at < at && one.members.includes(who));
  const members = home?.kind === 'household' ? home.members : people;
  const gone = erasedIn(growth);
  return members.find((member) => member !== who && !gone.includes(member)) ?? who;
}

/** Points pay for an order, maybe of somebody else, which then comes back in parts, or is cancelled. */
export const payWithPoints: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  const { availableFrom, expiryOf } = programmes[growth.programme];
  const points = pick([10, 100, 300], step.amount);
  purchase(growth, step, who, at, points);
  const heldAt = ownInstant(growth, availableFrom(at) + HOUR);
  const held = pick([points, Math.ceil(points / 3)], step.detail);
  const buyer = pick([who, who, housemateOf(growth, who, heldAt)], step.amount);
  const order = purchase(growth, step, buyer, heldAt + pick([-HOUR, 2, HOUR], step.other), 12);
  const id = nameNext(growth, step, 'd');
  const { orderId } = order.data;
  const committed = { id: `${id}-end`, at: ownInstant(growth, heldAt + 1) };
  // A cart seldom knows its order yet.
  const named = step.span % 2 === 0 ? { orderId, commit: committed } : { commit: { ...committed, orderId } };
  const reservation: Reservation = {
    kind: 'reservation',
    id,
    at: heldAt,
    customerId: who,
    points: held,
    until: ownInstant(growth, heldAt + DAY),
  };
  growth.decisions.push({ ...reservation, ...named });
  const back = order.at + pick([-1, HOUR, 20 * DAY], step.span);
  const late = pick([back + HOUR, expiryOf(at) - 1, expiryOf(at)], step.base);
  const { currency, totalMinor } = order.data;
  const half = Math.floor(totalMinor / 2);
  growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), back, half, { currency }));
  if (step.detail % 3 === 0) growth.events.push(cancels(orderId, late));
  else growth.events.push(sendsBack(orderId, nameNext(growth, step, 'r'), late, totalMinor - half, { currency }));
};

/** An order is cancelled; what is told of it besides, before or after, is more than it came to, or of lines it no longer has. */
export const cancelForGood: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  const travelling = growth.programme !== 'jeweller';
  const more = travelling ? { currency: 'GBP', partnerId: 'fuel' } : { currency: 'USD' };
  const line = (lineId: string) => ({ lineId, sku: lineId, quantity: 1, unitPriceMinor: 5000 });
  const orderId = nameNext(growth, step, 'o');
  const back = (lineId: string, when: number, amountMinor: number) => {
    const lines = [{ lineId, quantity: 1, amountMinor }];
    return sendsBack(orderId, nameNext(growth, step, 'r'), when, amountMinor, { currency: more.currency, lines });
  };
  const amended = { ...more, revision: 1, lines: [line('2')] };
  growth.events.push(
    buys(who, orderId, at, 10_000, { ...more, lines: [line('1'), line('2')] }, originOf(step)),
    back('1', at + pick([0, HOUR], step.other), 5000),
    cancels(orderId, at + pick([-HOUR, 2 * HOUR], step.base)),
    buys(who, orderId, at + pick([HOUR, DAY], step.span), 5000, amended, { id: nameNext(growth, step, 'amended') }),
    back('3', at + DAY, 10_001),
  );
};
