import { customersDecisionsOffers } from './0001-customers-decisions-offers.js';
import { ordersAndPersons } from './0002-orders-and-persons.js';
import { campaignsWhole } from './0003-campaigns-whole.js';
import { referrals } from './0004-referrals.js';
import { codesByDigest } from './0010-codes-by-digest.js';
import { reviews } from './0020-reviews.js';
import { webhooks } from './0030-webhooks.js';
import { recommendations } from './0040-recommendations.js';
import { results } from './0050-results.js';
import { choicesAmongOffers } from './0060-choices-among-offers.js';
import { audiences } from './0070-audiences.js';
import { campaignRuns } from './0071-campaign-runs.js';
import { cases } from './0080-cases.js';
import { surveyRequests } from './0081-survey-requests.js';
import { heldToBounds } from './0090-held-to-bounds.js';
import { whatPointsAreFor } from './0095-what-points-are-for.js';
import { offersOfPoints } from './0100-offers-of-points.js';
import { freeShipping } from './0101-free-shipping.js';
import { chosenByTheCustomer } from './0102-chosen-by-the-customer.js';
import { decisionsCounted } from './0110-decisions-counted.js';
import { budgetsLeftBehind } from './0111-budgets-left-behind.js';
import { codeReservations } from './0112-code-reservations.js';
import { placesInSlots } from './0120-places-in-slots.js';
import { stories } from './0130-stories.js';
import { suggestions } from './0131-suggestions.js';
import { pointsMultipliers } from './0132-points-multipliers.js';
import { storiesOfAProduct } from './0133-stories-of-a-product.js';
import { openWorths } from './0134-open-worths.js';

/** In the order they are applied. A migration that is in use is never changed. */
export const campaignMigrations = [
  ...[customersDecisionsOffers, ordersAndPersons, campaignsWhole, referrals, codesByDigest],
  ...[reviews, webhooks, recommendations, results, choicesAmongOffers, audiences, campaignRuns, cases, surveyRequests],
  ...[heldToBounds, whatPointsAreFor, offersOfPoints, freeShipping, chosenByTheCustomer],
  ...[decisionsCounted, budgetsLeftBehind, codeReservations, placesInSlots, stories, suggestions],
  pointsMultipliers,
  storiesOfAProduct,
  openWorths,
];
