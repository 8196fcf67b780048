import { isEvent, pointsClawedBack, rewardIssued, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { ringSigns } from './domain/ring.js';
import { listReferrals, type ListedReferral } from './queries/list-referrals.js';

/**
 * Signs of a ring in the referral that somebody got points for, by the event that told of the points. Where an earlier build of the ledger did not
 * say for which, or it is not known here yet, those in any of theirs count.
 */
export async function ringsOf(
  tx: Tx,
  events: readonly Envelope[],
  personOf: (customerId: string) => string,
): Promise<Map<Envelope, readonly string[]>> {
  const about = events.flatMap((event) =>
    event.subject === undefined ? [] : [[event, personOf(event.subject)] as const],
  );
  const referrals = await listReferrals(tx, [...new Set(about.map(([, person]) => person))]);
  // What a friend's referrer has brought besides is asked of, too.
  const referrers = [...new Set(referrals.map(({ referrerId }) => referrerId))];
  const all = await listReferrals(tx, referrers);
  return new Map(
    about.map(([event, person]) => {
      const own = referrals.filter(({ referrerId, refereeId }) => referrerId === person || refereeId === person);
      const signs = meantBy(event, own).flatMap((referral) =>
        ringSigns(
          referral,
          all.filter(({ referrerId, refereeId }) => [referrerId, refereeId].includes(referral.referrerId)),
        ),
      );
      return [event, [...new Set(signs)]];
    }),
  );
}

/** All that was told between the two whose referral the points are for. */
function meantBy(event: Envelope, own: readonly ListedReferral[]): readonly ListedReferral[] {
  const thing = isEvent(rewardIssued, event) || isEvent(pointsClawedBack, event) ? event.data.thing : undefined;
  const named = own.find(({ referralId }) => thing === `referral:${referralId}`);
  if (!named) return own;
  return own.filter(({ referrerId, refereeId }) => referrerId === named.referrerId && refereeId === named.refereeId);
}
