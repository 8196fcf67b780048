import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { offerTakenBackMessage } from '../codes/offer-outcome-messages.js';
import { voidCodes } from '../codes/queries/void-codes.js';
import type { BudgetChange } from '../domain/settlement.js';
import { endOffersBy } from '../store/settle-offers.js';
import type { HeardOfFriends } from './hear-of-awards.js';
import { judgeAwards } from './judge-awards.js';

export interface TakenBack {
  /** Ids of the awards for friends whose points were taken back: they bring no offers any more. */
  readonly awards: ReadonlySet<string>;
  readonly messages: readonly OutgoingMessage[];
  /** What it changes of budgets, which are still to be locked. */
  readonly settled: readonly BudgetChange[];
}

/** Ends the offers with codes that somebody got with points for a friend, when the points were taken back: those that no order uses. */
export async function takeCodesBack(tx: Tx, heard: HeardOfFriends, now: Date): Promise<TakenBack> {
  const awards = await judgeAwards(tx, heard);
  const voided = await voidCodes(
    tx,
    awards.map(({ customerId, rewardId: causeId }) => ({ customerId, causeId })),
    now,
  );
  const ended = voided.filter(({ usedWith }) => usedWith === undefined);
  const settled = await endOffersBy(
    tx,
    ended.map(({ offerId, customerId }) => ({ offerId, customerId, outcome: 'expired' })),
    now,
  );
  return {
    awards: new Set(awards.map(({ rewardId }) => rewardId)),
    messages: ended.map((offer) => offerTakenBackMessage(offer, now)),
    settled,
  };
}
