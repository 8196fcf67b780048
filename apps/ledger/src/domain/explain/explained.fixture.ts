import type { Envelope } from '@perennial/contracts';

import type { LedgerTrial } from '../ledger-trial.fixture.js';
import { eventKey } from '../place.js';
import { walletParts, type Transfer } from '../posting/transfer.js';
import { factsOfPool } from '../referral-facts.js';
import { changedBy, explain } from './explain.js';
import type { CausedTransfer, ChangedSince, Explanation } from './explanation.js';
import { asked, changedSince } from './steps.js';

export interface ExplainedInMemory extends Explanation, ChangedSince {
  /** Booked for the member because of the event. */
  readonly own: readonly CausedTransfer[];
  /** Which booking it came with. */
  readonly bookedAt: number;
}

/** An event of a trial explained to the customer it is of, as the ledger does from its database. */
export async function explained(
  trial: LedgerTrial,
  customerId: string,
  event: Envelope,
): Promise<ExplainedInMemory | undefined> {
  const { ledger } = trial;
  const { programmes, now } = ledger;
  const account = ledger.accounts.get(customerId) ?? '';
  const past = trial.past(account);
  const referrals = [...ledger.referrals.values()];
  const key = eventKey(event);
  const index = ledger.facts.findIndex((fact) => fact.account === account && eventKey(fact.event) === key);
  const own = ledger.transfers.filter((each) => each.account === account && eventKey(each.cause) === key);
  const about = asked({
    ...{ programmes, account, referrals, now, isOwn: index >= 0, transfers: own.map(toldOf) },
    facts: factsOfPool(past.pool, past.facts, referrals),
    event: { at: event.at, source: event.source, id: event.id },
  });
  const explanation = explain(about);
  if (!explanation) return undefined;
  const { accounts, things } = changedBy(about);
  const related = ledger.transfers.flatMap((each, place) => {
    const isOther = accounts.includes(each.account) && things.has(each.thing) && eventKey(each.cause) !== key;
    return isOther
      ? [{ ...toldOf(each), bookedAt: ledger.bookings.findIndex((after) => after.transfers > place) }]
      : [];
  });
  const bookedAt = ledger.bookings.findIndex((after) => after.facts > index);
  const changed = await changedSince({ ...about, related }, now, () => ({
    programmes,
    past: trial.past(account, ledger.facts.slice(0, ledger.bookings[bookedAt]?.facts)),
  }));
  return { ...explanation, ...changed, own: own.map(toldOf), bookedAt };
}

function toldOf({ rule, thing, kind, points, debit, credit, cause }: Transfer) {
  const within = walletParts.has(debit) && walletParts.has(credit);
  const signed = within ? 0n : walletParts.has(credit) ? points : -points;
  return { rule, thing, kind, points: signed, cause };
}
