import type { Happening } from './happenings.js';
import { grant, roomFor } from './limits.js';
import { multipliedOf } from './multipliers.js';
import { basePoints, eligibleMinor, goodsMinor, isGoods, returnedLines } from './order-worth.js';
import { isBefore, type Place } from './places.js';
import type { Referral } from './referrals.js';
import { giveBack } from './spendings.js';
import { personAt, type Order, type Story } from './story.js';
import { rungBefore } from './tiers.js';
import { award, clawBack, stopWaiting, type Books, type Spending } from './wallets.js';

/** Orders with their returns, and the points that come back when what they paid for does. */
export function happeningsOfOrders(story: Story, books: Books, referrals: readonly Referral[]): Happening[] {
  const ofOrders = story.orders.flatMap((order) => {
    if (order.customerId === undefined) {
      story.notice('order of a guest');
      return [];
    }
    return happeningsOf(
      story,
      books,
      order,
      order.customerId,
      referrals.filter((one) => one.qualifiedBy === order),
    );
  });
  const ofCancelled = story.cancelledOrders.flatMap(({ orderId, cancelled, returns }) => {
    story.notice('order cancelled');
    const place = cancelled!;
    const before = returns.filter((one) => isBefore(one.place, place)).map((one) => one.place);
    return [...before, place].map((at) => ({ place: at, act: () => giveBackForOrder(story, books, orderId, at) }));
  });
  return [...ofOrders, ...ofCancelled];
}

function happeningsOf(
  story: Story,
  books: Books,
  order: Order,
  customerId: string,
  referrals: readonly Referral[],
): Happening[] {
  const name = `order ${order.orderId}`;
  let multiplier: readonly [bigint, bigint] = [1n, 1n];
  let awarded = 0;
  let room = Infinity;
  const multiplied = multipliedOf(story, books, order);
  const worth = (returns: number) => {
    const [numerator, denominator] = multiplier;
    return Number((BigInt(basePoints(story, order, returns)) * numerator) / denominator);
  };
  const sides = referrals.map((referral) => ({ referral, referee: 0, referrer: 0 }));
  const purchase = () => {
    const person = personAt(story, customerId, order.place);
    multiplier = story.programme.tiers[rungBefore(story, person, order.place)]?.multiplier ?? multiplier;
    room = roomFor(books, person, 'order', order.place.at);
    awarded = grant(books, person, 'order', worth(0), order.place.at);
    noticeOrder(story, order, awarded, multiplier);
    award(books, person, name, awarded, order.place, 'order');
    for (const side of sides) payReferral(story, books, side, order.place);
    multiplied.purchase(person);
  };
  const returned = (count: number, place: Place) => {
    const left = Math.min(worth(count), room);
    if (awarded > left) story.notice(left === 0 ? 'clawed back whole' : 'clawed back in part');
    clawBack(books, personAt(story, customerId, place), name, awarded - left, place.at);
    awarded = left;
    multiplied.returned(count, personAt(story, customerId, place), place);
    for (const side of sides) if (side.referral.undoneAt === place) undoReferral(story, books, side, place);
    giveBackForOrder(story, books, order.orderId, place);
  };
  const delivered = (place: Place) => {
    const person = personAt(story, customerId, place);
    if (order.returns.some((one) => isBefore(one.place, place))) story.notice('delivered after a return');
    if (person !== customerId) story.notice('delivered after a merge');
    stopWaiting(books, person, name, place.at);
    stopWaiting(books, person, multiplied.name(), place.at);
  };
  const deliveries = story.programme.availableOnDelivery ? order.deliveries : [];
  return [
    { place: order.place, act: purchase },
    ...deliveries.map((place) => ({ place, act: () => delivered(place) })),
    ...order.returns.map(({ place }, index) => ({ place, act: () => returned(index + 1, place) })),
  ];
}

/** What both sides of a referral were given. */
interface Sides {
  readonly referral: Referral;
  referee: number;
  referrer: number;
}

function payReferral(story: Story, books: Books, sides: Sides, place: Place): void {
  const { referrer, referee } = story.programme.referral!;
  const { referralId, referrerId, refereeId } = sides.referral.event.data;
  const [friend, bringer] = [personAt(story, refereeId, place), personAt(story, referrerId, place)];
  story.notice('referral qualified');
  sides.referee = grant(books, friend, 'referee', referee, place.at);
  award(books, friend, `referee of ${referralId}`, sides.referee, place, 'referee');
  sides.referrer = grant(books, bringer, 'referrer', referrer, place.at);
  award(books, bringer, `referrer of ${referralId}`, sides.referrer, place, 'referrer');
}

function undoReferral(story: Story, books: Books, { referral, referee, referrer }: Sides, place: Place): void {
  const { referralId, referrerId, refereeId } = referral.event.data;
  story.notice('referral undone');
  clawBack(books, personAt(story, refereeId, place), `referee of ${referralId}`, referee, place.at);
  clawBack(books, personAt(story, referrerId, place), `referrer of ${referralId}`, referrer, place.at);
}

function giveBackForOrder(story: Story, books: Books, orderId: string, place: Place): void {
  for (const spending of books.spendings) {
    if (spending.orderId === orderId) giveBackWhatIsDue(story, books, spending, place);
  }
}

/** Gives back of the points that paid for an order what its returns up to `place` say; all when it has been cancelled. */
export function giveBackWhatIsDue(story: Story, books: Books, spending: Spending, place: Place): void {
  if (spending.state !== 'redeemed') return;
  const order = [...story.orders, ...story.cancelledOrders].find(({ orderId }) => orderId === spending.orderId);
  if (!order) return;
  // Who pays for the order of a stranger makes a present.
  const buyer = order.customerId === undefined ? undefined : personAt(story, order.customerId, place);
  if (buyer === undefined || !spending.together.includes(buyer)) return;
  if (buyer !== spending.owner) story.notice('given back for an order of the household');
  if (order.cancelled && !isBefore(place, order.cancelled)) {
    story.notice('given back for a cancellation');
    giveBack(books, spending, spending.points, place);
    return;
  }
  const amounts = order.returns.filter((one) => !isBefore(place, one.place)).map(({ data }) => data.amountMinor);
  const returned = amounts.reduce((sum, minor) => sum + minor, 0);
  if (returned === 0) return;
  story.notice('given back for a return');
  const total = BigInt(order.data.totalMinor);
  const due =
    BigInt(returned) >= total ? spending.points : Number((BigInt(spending.points) * BigInt(returned)) / total);
  giveBack(books, spending, due, place);
}

function noticeOrder(
  story: Story,
  order: Order,
  awarded: number,
  [numerator, denominator]: readonly [bigint, bigint],
): void {
  const { programme, notice } = story;
  const { data, returns } = order;
  if (awarded === 0) notice('order worth nothing');
  if (numerator !== denominator && awarded > 0) notice('multiplied award');
  if (data.lines?.some((line) => line.giftCard)) notice('gift card excluded');
  if (data.taxIncluded && data.taxMinor) notice('tax taken off');
  if (data.pointsTenderMinor && eligibleMinor(programme, order) < goodsMinor(programme, order))
    notice('paid with points in part');
  if (programme.partners) notice(data.partnerId === undefined ? 'order without a partner' : 'order at a partner');
  else if (programme.rateOf(data.currency, undefined) === undefined) notice('currency without a rate');
  else if (data.currency !== 'USD') notice('another currency');
  if (returns.some((one) => returnedLines(order, one))) notice('return by lines');
  if (data.lines?.some((line) => !isGoods(programme, line)) && returns.some((one) => !one.data.lines))
    notice('return spread over the order');
  if (returns.reduce((sum, one) => sum + one.data.amountMinor, 0) > data.totalMinor)
    notice('amended below what was returned');
}
