import { ConfirmReviewRoute } from './confirm-review.route.js';
import { CountHoldsRoute } from './count-holds.route.js';
import { GetTrustRoute } from './get-trust.route.js';
import { ListHeldRoute } from './list-held.route.js';
import { ReleaseReviewRoute } from './release-review.route.js';

/** `ReviewCommands` has to be provided with them. */
export const reviewRoutes = [ListHeldRoute, CountHoldsRoute, GetTrustRoute, ReleaseReviewRoute, ConfirmReviewRoute];
