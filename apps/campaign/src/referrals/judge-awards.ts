import type { Tx } from '@perennial/persistence';

import { takenBack } from './domain/taken-back.js';
import type { HeardOfFriends } from './hear-of-awards.js';
import { listReversedAwards } from './queries/list-reversed-awards.js';
import { loadToldPoints } from './queries/load-told-points.js';
import { markTakenBack } from './queries/mark-taken-back.js';
import { nameAwards } from './queries/name-awards.js';
import type { ReferralAward } from './queries/save-awards.js';

type Award = Pick<ReferralAward, 'customerId' | 'rewardId'>;

/**
 * Which awards for friends have been taken back, of all those of the referrals that something was told of, and keeps it. `tx` has its turn.
 */
export async function judgeAwards(tx: Tx, { awards, clawbacks, reversals }: HeardOfFriends): Promise<Award[]> {
  await nameAwards(
    tx,
    clawbacks.map(({ thing }) => thing),
  );
  const told = await loadToldPoints(tx, [...awards, ...clawbacks].filter(isNamed));
  const judged = told.flatMap(({ awards: given, clawbacks: taken }) => {
    const gone = takenBack(given, taken);
    return given.map(({ customerId, id: rewardId }) => ({ customerId, rewardId, takenBackAt: gone.get(rewardId)?.at }));
  });
  await markTakenBack(tx, judged);
  const unnamed = awards.filter((award) => !isNamed(award));
  return [
    ...judged.filter(({ takenBackAt }) => takenBackAt !== undefined),
    ...(await listReversedAwards(tx, [...reversals.keys()], unnamed)),
  ];
}

function isNamed<Told extends Pick<ReferralAward, 'thing'>>(told: Told): told is Told & { readonly thing: string } {
  return told.thing !== undefined;
}
