import { nameNext, nameOf, personOf, pick, timeOf, type Grow } from './growth.js';
import { isGranted } from './shop.js';

/** Points of a campaign, told of under any name of the customer's. */
export const givePoints: Grow = (growth, step) => {
  const customerId = nameOf(growth, personOf(growth, step.who), step);
  const points = pick([1, 50, 400], step.amount);
  growth.events.push(isGranted(customerId, nameNext(growth, step, 'g'), timeOf(growth, step), points));
};
