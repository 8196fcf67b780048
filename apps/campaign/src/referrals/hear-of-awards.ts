import { isEvent, pointsClawedBack, rewardIssued, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';
import { awardsOf, type Programme } from '@perennial/programme';

import { saveAwards, saveReversals, type ReferralAward } from './queries/save-awards.js';
import { takeTurn } from './queries/take-turn.js';

/** The names of the awards for a friend, by side; of a programme that has none, nothing. */
export function referralAwards({ rules }: Pick<Programme, 'rules'>): ReadonlyMap<string, 'referrer' | 'referee'> {
  return new Map(
    rules.flatMap((rule) => {
      if (rule.kind !== 'points-per-referral') return [];
      const [referrer, referee] = awardsOf(rule);
      return [
        ...(referrer ? [[referrer.name, 'referrer'] as const] : []),
        ...(referee ? [[referee.name, 'referee'] as const] : []),
      ];
    }),
  );
}

/**
 * Keeps what the ledger gave and took back for friends, and lets nobody else hear of any until `tx` ends.
 *
 * @param events of the ledger, about persons locked by `tx`
 * @param sides as `referralAwards` gives them
 */
export async function hearOfAwards(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
  sides: ReadonlyMap<string, 'referrer' | 'referee'>,
): Promise<void> {
  if (events.length === 0) return;
  await takeTurn(tx);
  const reversals = new Map<string, { readonly at: number }>();
  const awards = events.flatMap((event): ReferralAward[] => {
    if (isEvent(pointsClawedBack, event)) {
      const friend = personOf(event.data.customerId);
      if (sides.get(event.data.reason.rule) === 'referee' && !reversals.has(friend)) reversals.set(friend, event);
      return [];
    }
    if (!isEvent(rewardIssued, event)) return [];
    const { causationid: causeId, causationsource: causeSource, at, data } = event;
    const side = sides.get(data.reason.rule);
    if (side === undefined || causeId === undefined || causeSource === undefined) return [];
    return [{ customerId: personOf(data.customerId), rewardId: data.rewardId, side, causeSource, causeId, at }];
  });
  await saveAwards(tx, awards);
  await saveReversals(tx, reversals);
}

/** Whether an event of the ledger is about points for a friend. */
export function isAboutFriend(event: Envelope, sides: ReadonlyMap<string, unknown>): boolean {
  if (!isEvent(pointsClawedBack, event) && !isEvent(rewardIssued, event)) return false;
  return sides.has(event.data.reason.rule);
}
