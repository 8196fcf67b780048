import { ListAdvocatesRoute } from './list-advocates.route.js';
import { ListReferralsRoute } from './list-referrals.route.js';
import { ListRingsRoute } from './list-rings.route.js';
import { SummariseReferralsRoute } from './summarise-referrals.route.js';

/** What is asked over HTTP of who brought whom. */
export const referralRoutes = [ListReferralsRoute, SummariseReferralsRoute, ListAdvocatesRoute, ListRingsRoute];
