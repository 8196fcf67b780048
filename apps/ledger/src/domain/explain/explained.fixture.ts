import type { Envelope } from '@perennial/contracts';

import { fold } from '../fold/fold.js';
import { foldAsOf } from '../fold/as-of.js';
import { heirsOf } from '../heir.js';
import type { LedgerTrial } from '../ledger-trial.fixture.js';
import { eventKey } from '../place.js';
import { walletParts, type Transfer } from '../posting/transfer.js';
import { referralFactsOf } from '../referral-facts.js';
import { hasOtherReasons } from './corrections.js';
import { explain, explainKnown, thingsOf, type Asked } from './explain.js';
import type { CausedTransfer, Explanation } from './explanation.js';

export interface ExplainedInMemory extends Explanation {
  /** Booked for the member because of the event. */
  readonly own: readonly CausedTransfer[];
  /** Which booking it came with. */
  readonly bookedAt: number;
}

/** An event of a trial explained to the customer it is of, as the ledger does from its database. */
export function explained(trial: LedgerTrial, customerId: string, event: Envelope): ExplainedInMemory | undefined {
  const { ledger } = trial;
  const { programmes, now } = ledger;
  const account = ledger.accounts.get(customerId) ?? '';
  const past = trial.past(account);
  const referrals = [...ledger.referrals.values()];
  const facts = [...past.pool].flatMap((each) => [
    ...(past.facts.get(each) ?? []),
    ...referralFactsOf(
      referrals.filter(({ referee }) => referee === each),
      referrals.filter(({ referrer }) => referrer === each),
    ),
  ]);
  const key = eventKey(event);
  const index = ledger.facts.findIndex((fact) => fact.account === account && eventKey(fact.event) === key);
  const own = ledger.transfers.filter((each) => each.account === account && eventKey(each.cause) === key);
  const asked: Asked = {
    ...{ programmes, account, facts, isOwn: index >= 0, world: fold(programmes, facts, now) },
    event: { at: event.at, source: event.source, id: event.id },
    referrals: referrals.filter(({ referee, referrer }) => referee === account || referrer === account),
    transfers: own.map(toldOf),
  };
  const self = heirsOf((each) => asked.world.members.get(each), account);
  const things = thingsOf(asked);
  const related = ledger.transfers.flatMap((each, place) => {
    const isOther = self.includes(each.account) && things.has(each.thing) && eventKey(each.cause) !== key;
    return isOther
      ? [{ ...toldOf(each), bookedAt: ledger.bookings.findIndex((after) => after.transfers > place) }]
      : [];
  });
  const explanation = explain({ ...asked, related });
  if (!explanation) return undefined;
  const bookedAt = ledger.bookings.findIndex((after) => after.facts > index);
  const told = { ...explanation, own: own.map(toldOf), bookedAt };
  if (!hasOtherReasons(explanation)) return told;
  const known = trial.past(account, ledger.facts.slice(0, ledger.bookings[bookedAt]?.facts));
  const then = {
    world: foldAsOf(programmes, known, now),
    facts: [...known.pool].flatMap((each) => known.facts.get(each) ?? []),
  };
  return { ...told, atFirst: explainKnown({ ...asked, ...then, related }) };
}

function toldOf({ rule, thing, kind, points, debit, credit, cause }: Transfer) {
  const within = walletParts.has(debit) && walletParts.has(credit);
  const signed = within ? 0n : walletParts.has(credit) ? points : -points;
  return { rule, thing, kind, points: signed, cause };
}
