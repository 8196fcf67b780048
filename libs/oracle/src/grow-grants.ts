import { nameNext, nameOf, personOf, pick, timeOf, type Grow } from './growth.js';
import { isGranted, isMultiplied } from './shop.js';

/** Points of a campaign, told of under any name of the customer's. */
export const givePoints: Grow = (growth, step) => {
  const customerId = nameOf(growth, personOf(growth, step.who), step);
  const points = pick([1, 50, 400], step.amount);
  growth.events.push(isGranted(customerId, nameNext(growth, step, 'g'), timeOf(growth, step), points));
};

/** For one order of the next days, about those there are; some for few points, some for many. */
export const multiplyNext: Grow = (growth, step) => {
  const customerId = nameOf(growth, personOf(growth, step.who), step);
  const at = timeOf(growth, step);
  const until = at + pick([1, 86_400_000, 20 * 86_400_000, 60 * 86_400_000], step.span + step.other);
  const most = { factorPercent: pick([200, 150, 300], step.other), pointsMax: pick([400, 7, 1], step.amount) };
  growth.events.push(isMultiplied(customerId, nameNext(growth, step, 'm'), at, until, most));
};
