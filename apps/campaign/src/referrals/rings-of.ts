import type { Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { ringSigns } from './domain/ring.js';
import { listReferrals } from './queries/list-referrals.js';

/**
 * Signs of a ring in the referrals of whoever got points for a friend, by the event that told of the points. Which of several friends
 * a referrer's points are for is not told; so the signs of any count.
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
      const signs = own.flatMap((referral) =>
        ringSigns(
          referral,
          all.filter(({ referrerId, refereeId }) => [referrerId, refereeId].includes(referral.referrerId)),
        ),
      );
      return [event, [...new Set(signs)]];
    }),
  );
}
