import { DAY } from './calendar.js';
import { nameNext, nameOf, originOf, personOf, pick, timeOf, type Grow } from './growth.js';
import { becomes, buys, does, sendsBack } from './shop.js';

/** Purchases close to each other, of about the amount that counts; then some of one comes back, maybe after a merge. */
export const collect: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  const gap = pick([0, 1, 13 * DAY, 20 * DAY, 39 * DAY], step.span);
  const many = pick([2, 3, 4], step.amount);
  const orders = Array.from({ length: many }, (_, index) => {
    const total = pick([2000, 2001, 5000, 1999], step.detail + index);
    return buys(who, nameNext(growth, step, 'o'), at + index * gap, total, {}, originOf(step));
  });
  growth.events.push(...orders);
  const last = at + (many - 1) * gap;
  const other = personOf(growth, step.who + 1);
  if (step.other % 5 === 0 && other !== who)
    growth.events.push(becomes(who, other, last + pick([1, DAY], step.base), { id: nameNext(growth, step, 'm') }));
  if (step.base % 3 === 0) return;
  const { data } = pick(orders, step.base);
  const amount = pick([data.totalMinor, data.totalMinor, 1, data.totalMinor - 1], step.other);
  const when = pick([at, last, last + 2 * DAY, last + 100 * DAY], step.detail);
  const named = { customerId: nameOf(growth, who, step) };
  growth.events.push(sendsBack(data.orderId, nameNext(growth, step, 'r'), when, amount, named, originOf(step)));
};

/** Proofs on days that follow each other, or miss one. */
export const shareDaily: Grow = (growth, step) => {
  const who = personOf(growth, step.who);
  const at = timeOf(growth, step);
  for (const [index, proof] of ['d1', 'd2', 'd3'].entries()) {
    const when = at + index * pick([DAY, DAY, DAY / 2, 2 * DAY], step.span);
    growth.events.push(does(who, 'event-attended', nameNext(growth, step, 'e'), when, proof));
  }
};
