import { customerMerged, isEvent } from '@perennial/contracts';

import { DAY } from './calendar.js';
import {
  historyOf,
  nameNext,
  ordersIn,
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
import { expectedOf } from './oracle.js';
import { becomes, isErasedAt } from './shop.js';

const HOUR = 3_600_000;

/** What somebody has to spend at an instant, as far as the history has grown. */
function availableTo(growth: Growth, customerId: string, at: number): number {
  const history = historyOf(growth);
  // A decision at the same instant would come before events of that instant; what is there just before is safe.
  const decisions = history.decisions.filter((decision) => decision.at < at);
  const { members } = expectedOf(growth.programme, { ...history, decisions }, at - 1);
  const home = growth.decisions.find(
    (one) => one.kind === 'household' && one.at < at && one.members.includes(customerId),
  );
  const wallets = home?.kind === 'household' ? home.members : [customerId];
  return wallets.reduce((sum, owner) => sum + (members.get(owner)?.available ?? 0), 0);
}

/** Points somebody has, or now and then a few more than that: what a late fact leaves of a decision taken before. */
function pointsFor(growth: Growth, step: Step, customerId: string, at: number): number {
  const available = availableTo(growth, customerId, at);
  const points = pick([available, Math.ceil(available / 2), 1, available], step.amount);
  return step.detail % 8 === 0 ? available + 3 : points;
}

export const redeemSome: Grow = (growth, step) => {
  const customerId = personOf(growth, step.who);
  const at = ownInstant(growth, timeOf(growth, step));
  const points = pointsFor(growth, step, customerId, at);
  if (points === 0) return;
  const id = nameNext(growth, step, 'd');
  growth.decisions.push({ kind: 'redemption', id, at, customerId, rewardId: 'reward', points });
};

export const reverseRedemption: Grow = (growth, step) => {
  const reversed = growth.decisions.flatMap((one) => (one.kind === 'redemption-reversal' ? [one.redemptionId] : []));
  const open = growth.decisions.filter((one) => one.kind === 'redemption' && !reversed.includes(one.id));
  if (open.length === 0) return;
  const { id: redemptionId, at: since } = pick(open, step.base);
  const at = ownInstant(growth, Math.max(since + 1, timeOf(growth, step, since)));
  growth.decisions.push({ kind: 'redemption-reversal', id: nameNext(growth, step, 'd'), at, redemptionId });
};

/** Held for a cart; then bought with, let go, or forgotten. */
export const reserveSome: Grow = (growth, step) => {
  const customerId = personOf(growth, step.who);
  const orders = ordersIn(growth).filter(({ data }) => data.customerId === customerId);
  const order = orders.length === 0 ? undefined : pick(orders, step.base);
  const bought = order && step.detail % 3 !== 0;
  const at = ownInstant(growth, bought ? order.at - HOUR : timeOf(growth, step));
  const points = pointsFor(growth, step, customerId, at);
  if (points === 0) return;
  const until = ownInstant(growth, at + pick([2 * HOUR, 60 * DAY, 500 * DAY], step.span));
  const id = nameNext(growth, step, 'd');
  const end = { id: `${id}-end`, at: ownInstant(growth, at + pick([1, HOUR, until - at - 1], step.other)) };
  const reservation: Reservation = { kind: 'reservation', id, at, customerId, points, until };
  if (bought)
    growth.decisions.push({ ...reservation, orderId: order.data.orderId, ...(end.at < until ? { commit: end } : {}) });
  else if (step.detail % 2 === 0 || end.at >= until) growth.decisions.push(reservation);
  else growth.decisions.push({ ...reservation, release: end });
};

export const adjust: Grow = (growth, step) => {
  const customerId = personOf(growth, step.who);
  const at = ownInstant(growth, timeOf(growth, step));
  const points = pick([5, 100, -3, -availableTo(growth, customerId, at)], step.amount);
  if (points === 0) return;
  growth.decisions.push({ kind: 'adjustment', id: nameNext(growth, step, 'd'), at, customerId, points });
};

export const transferSome: Grow = (growth, step) => {
  const from = personOf(growth, step.who);
  const to = personOf(growth, step.other);
  const at = ownInstant(growth, timeOf(growth, step));
  const own = expectedOf(growth.programme, historyOf(growth), at - 1).members.get(from)?.available ?? 0;
  const points = pick([own, Math.ceil(own / 3), 1], step.amount);
  if (points === 0 || points > own || from === to) return;
  growth.decisions.push({ kind: 'transfer', id: nameNext(growth, step, 'd'), at, from, to, points });
};

/** One household in a history, of people who are not erased. */
export const settleDown: Grow = (growth, step) => {
  if (growth.decisions.some(({ kind }) => kind === 'household')) return;
  const members = people
    .filter((person) => personOf(growth, people.indexOf(person)) === person)
    .slice(0, 2 + (step.other % 2));
  if (members.length < 2) return;
  const at = ownInstant(growth, timeOf(growth, step));
  growth.decisions.push({ kind: 'household', id: nameNext(growth, step, 'd'), at, members });
};

/** Of whatever they have done; also of who has been merged before, and in a circle. */
export const merge: Grow = (growth, step) => {
  const from = personOf(growth, step.who);
  const into = personOf(growth, step.other);
  if (from === into) return;
  growth.events.push(becomes(from, into, timeOf(growth, step), { id: nameNext(growth, step, 'm') }));
};

/** Erased last of all, so that nothing of the customer is refused before. */
export const erase: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const involved = growth.decisions.some((one) => one.kind === 'household' || one.kind === 'transfer');
  const merged = growth.events.some((event) => isEvent(customerMerged, event));
  if (involved || merged || personOf(growth, 0) === personOf(growth, 1)) return;
  const last = Math.max(growth.clock, ...[...growth.events, ...growth.decisions].map(({ at }) => at));
  growth.events.push(isErasedAt(who, last + 1));
};
