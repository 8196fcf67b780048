import type { Delivery } from '@perennial/messaging';

/**
 * While so many records wait, what is not urgent waits too: in a backfill they are of the past, and every fact from before what
 * time has done already has its member folded again. What stands in a halted partition may wait for days, and is not counted.
 */
const BACKLOG = 500n;

export function isBehind(delivery: Pick<Delivery, 'status'>): boolean {
  return (delivery.status().movingLag ?? 0n) > BACKLOG;
}
