import { CommitReservationRoute } from './commit-reservation.route.js';
import { ListRewardsRoute } from './list-rewards.route.js';
import { RedeemRoute } from './redeem.route.js';
import { ReleaseReservationRoute } from './release-reservation.route.js';
import { ReserveRoute } from './reserve.route.js';
import { ReverseRedemptionRoute } from './reverse-redemption.route.js';

/** Everything that somebody decides at the ledger over HTTP, and what is looked at for it. */
export const commandRoutes = [
  ListRewardsRoute,
  RedeemRoute,
  ReverseRedemptionRoute,
  ReserveRoute,
  CommitReservationRoute,
  ReleaseReservationRoute,
];
