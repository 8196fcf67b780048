import type { Campaign, OfferBounds } from '@perennial/programme';

import type { Candidate } from './candidate.js';
import { DAY_MS } from './day.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from './features.js';
import type { Market, Situation } from './situation.js';
import type { Asked } from './steps/step.js';

export const AT = Date.parse('2027-03-15T10:00:00Z');

export { DAY_MS };

/** A campaign without limits that gives 20 % after an event. */
export const aCampaign = (changes: Partial<Campaign> = {}): Campaign => ({
  id: 'thanks',
  text: 'Thank you',
  trigger: { kind: 'event', on: 'commerce.review.published.v1' },
  offer: { kind: 'discount', percent: 20, validDays: 60, on: 'everything' },
  exempt: false,
  holdoutPercent: 0,
  ...changes,
});

export const aCandidate = (changes: Partial<Candidate> = {}): Candidate => ({
  customerId: 'c-7',
  campaign: aCampaign(),
  cause: { id: 'e-1', source: '/shop', at: AT },
  ...changes,
});

export const aSituation = (changes: Partial<Situation> = {}): Situation => ({
  features: UNKNOWN_CUSTOMER,
  answers: [],
  open: [],
  meanOrders: new Map(),
  ...changes,
});

export const knows = (changes: Partial<CustomerFeatures>): CustomerFeatures => ({ ...UNKNOWN_CUSTOMER, ...changes });

export const aMarket = (changes: Partial<Market> = {}): Market => ({
  meanOrders: new Map(),
  mainCurrency: undefined,
  newCustomers: new Map(),
  ...changes,
});

export const NO_BOUNDS: OfferBounds = { controlPercent: 0 };

export const asked = (changes: Partial<Asked> = {}): Asked => ({
  candidate: aCandidate(),
  arm: 'treatment',
  controlArm: 'treatment',
  situation: aSituation(),
  market: aMarket(),
  worth: undefined,
  budgets: new Map(),
  day: '2027-03-15',
  bounds: NO_BOUNDS,
  windows: new Map(),
  placesLeft: new Map(),
  now: AT,
  maxReactionAgeMs: 7 * DAY_MS,
  ...changes,
});
