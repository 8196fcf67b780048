import type { Envelope } from '@perennial/contracts';

import type { LedgerTrial } from '../ledger-trial.fixture.js';
import { eventKey } from '../place.js';
import { walletParts, type Transfer } from '../posting/transfer.js';
import { factsOfPool } from '../referral-facts.js';
import { explain } from './explain.js';
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
  const placed = ledger.transfers.map((transfer, place) => ({
    ...transfer,
    ...{ booking: ledger.bookings.findIndex((after) => after.transfers > place) },
  }));
  const own = placed.filter((each) => each.account === account && eventKey(each.cause) === key);
  const about = asked({
    ...{ programmes, account, referrals, now, isOwn: index >= 0, transfers: own.map(toldOf) },
    facts: factsOfPool(past.pool, past.facts, referrals),
    event: { at: event.at, source: event.source, id: event.id },
  });
  const explanation = explain(about);
  if (!explanation) return undefined;
  // Somebody else's fact may bring the member points, too.
  const known = index >= 0 ? index : ledger.facts.findIndex((fact) => eventKey(fact.event) === key);
  const bookedAt = ledger.bookings.findIndex((after) => after.facts > known);
  const changed = await changedSince(about, explanation.rules, now, {
    related: (accounts, things) =>
      placed
        .filter((each) => accounts.includes(each.account) && things.has(each.thing) && eventKey(each.cause) !== key)
        .map(toldOf),
    known: (when) => {
      const until = ledger.bookings[when === 'with' ? bookedAt : bookedAt - 1];
      const facts = ledger.facts.slice(0, until?.facts ?? 0);
      return bookedAt < 0 ? undefined : { programmes, past: trial.past(account, facts) };
    },
  });
  return { ...explanation, ...changed, own: own.map(toldOf), bookedAt };
}

function toldOf({ debit, credit, points, cause, booking, ...transfer }: Transfer & { readonly booking: number }) {
  const within = walletParts.has(debit) && walletParts.has(credit);
  const signed = within ? 0n : walletParts.has(credit) ? points : -points;
  const { account, rule, thing, kind, occurredAt } = transfer;
  return {
    account,
    rule,
    thing,
    kind,
    occurredAt,
    points: signed,
    cause,
    bookingId: String(booking),
    bookedAt: booking,
  };
}
