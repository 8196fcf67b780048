import { customersDecisionsOffers } from './0001-customers-decisions-offers.js';

/** In the order they are applied. A migration that is in use is never changed. */
export const campaignMigrations = [customersDecisionsOffers];
