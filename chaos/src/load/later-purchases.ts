import type { Envelope } from '@perennial/contracts';
import { buys, sendsBack, spendsAt } from '@perennial/oracle';
import type { Random } from '@perennial/testing';

import type { ProgrammeName } from '../options.js';
import type { ChaosHistory } from './histories.js';

const PURCHASES_MAX = 3;
const MINUTE_MS = 60_000;

/**
 * Adds somebody to each history who buys while the services run, around the instants at which the rules change: before one
 * and after it, told of before it and after it.
 *
 * @param from what the services take for now at the earliest; @param durationMs how long the load goes on
 */
export function withLaterPurchases(
  histories: readonly ChaosHistory[],
  programme: ProgrammeName,
  random: Random,
  { from, durationMs }: { readonly from: number; readonly durationMs: number },
): ChaosHistory[] {
  return histories.map((history) => {
    const customerId = `${history.name}-later`;
    const events = Array.from({ length: random.between(1, PURCHASES_MAX) }, (_, index) =>
      purchaseOf(programme, customerId, `${history.name}-l${index}`, from + random.between(0, durationMs), random),
    ).flat();
    return { ...history, events: [...history.events, ...events], customers: [...history.customers, customerId] };
  });
}

function purchaseOf(
  programme: ProgrammeName,
  customerId: string,
  id: string,
  at: number,
  random: Random,
): readonly Envelope[] {
  if (programme === 'travel-club')
    return [{ ...spendsAt('grocer', customerId, id, at, 100 * random.between(1, 500)), id }];
  const dollars = random.between(1, 400);
  const purchase = buys(customerId, id, at, 100 * dollars);
  if (!random.chance(0.3)) return [purchase];
  return [purchase, sendsBack(id, `${id}-back`, at + MINUTE_MS, 100 * random.between(1, dollars))];
}
