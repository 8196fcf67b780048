import { AdjustRoute } from './adjust.route.js';
import { ApproveAdjustmentRoute } from './approve-adjustment.route.js';
import { CommitReservationRoute } from './commit-reservation.route.js';
import { DeclineAdjustmentRoute } from './decline-adjustment.route.js';
import { ExtendRoute } from './extend.route.js';
import { FormHouseholdRoute } from './form-household.route.js';
import { GetAdjustmentRoute } from './get-adjustment.route.js';
import { GetHouseholdRoute } from './get-household.route.js';
import { LeaveHouseholdRoute } from './leave-household.route.js';
import { ListAdjustmentsRoute } from './list-adjustments.route.js';
import { ListRewardsRoute } from './list-rewards.route.js';
import { RedeemRoute } from './redeem.route.js';
import { ReinstateRoute } from './reinstate.route.js';
import { ReleaseReservationRoute } from './release-reservation.route.js';
import { ReserveRoute } from './reserve.route.js';
import { ReverseRedemptionRoute } from './reverse-redemption.route.js';
import { TransferRoute } from './transfer.route.js';

/** Everything that somebody decides at the ledger over HTTP, and what is looked at for it. */
export const commandRoutes = [
  ListRewardsRoute,
  RedeemRoute,
  ReverseRedemptionRoute,
  ReserveRoute,
  CommitReservationRoute,
  ReleaseReservationRoute,
  AdjustRoute,
  ReinstateRoute,
  ExtendRoute,
  ApproveAdjustmentRoute,
  DeclineAdjustmentRoute,
  GetAdjustmentRoute,
  ListAdjustmentsRoute,
  TransferRoute,
  FormHouseholdRoute,
  LeaveHouseholdRoute,
  GetHouseholdRoute,
];
