import { FORGOTTEN_DETAIL, customersNamed, dropRecords, lockCustomers } from '@perennial/customers';
import { engagementRecorded, isEvent } from '@perennial/contracts';

import { DAY_MS } from '../domain/day.js';
import { UNKNOWN_CUSTOMER } from '../domain/features.js';
import { triggeredBy } from '../domain/triggers/event.trigger.js';
import { triggeredByView, VIEWS_KEPT_DAYS } from '../domain/triggers/category-viewed.trigger.js';
import { interestName, keepViews, listInterests } from '../store/queries/category-views.js';
import { loadFeatures } from '../store/queries/load-features.js';
import { suggestionsIn } from '../suggestions/domain/suggestion.js';
import { insertSuggestions } from '../suggestions/queries/insert-suggestions.js';
import type { Answer } from './campaign-chunk.js';
import { makeOffers } from './make-offers.js';

const VIEWS = new Set(['product-viewed', 'category-viewed']);

/** Keeps what customers look at and what they suggest, and answers that and everything else they do on the shop's pages. */
export const answerEngagement: Answer = async (events, tx, chunk) => {
  const customers = await lockCustomers(tx, events.flatMap(customersNamed));
  const refused = new Set(events.filter((event) => customersNamed(event).some(customers.isForgotten)));
  await dropRecords(tx, [...customers.created].filter(customers.isForgotten));
  const done = events.filter((event) => !refused.has(event)).filter((event) => isEvent(engagementRecorded, event));
  await insertSuggestions(tx, suggestionsIn(done, customers.personOf));
  const { campaigns } = chunk.programme;
  const views = done.flatMap((event) => {
    const { customerId, kind, category } = event.data;
    if (!VIEWS.has(kind) || category === undefined) return [];
    const { at, source, id } = event;
    return [{ event, customerId: customers.personOf(customerId), category, at, source, id }];
  });
  const since = new Date(chunk.now.getTime() - VIEWS_KEPT_DAYS * DAY_MS);
  const recent = views.filter(({ at }) => at >= since.getTime());
  if (recent.length > 0) await keepViews(tx, recent, since);
  const interests = recent.length === 0 ? new Map<string, never>() : await listInterests(tx, recent, since);

  const persons = done.map(({ data }) => customers.personOf(data.customerId));
  const features = await loadFeatures(tx, persons);
  const candidates = [
    ...recent.flatMap((view) => {
      const interest = interests.get(interestName(view.customerId, view.category));
      const known = features.get(view.customerId) ?? UNKNOWN_CUSTOMER;
      return interest ? triggeredByView(campaigns, view.event, view, interest, known) : [];
    }),
    ...done.flatMap((event) => {
      const person = customers.personOf(event.data.customerId);
      return triggeredBy(campaigns, event, person, features.get(person) ?? UNKNOWN_CUSTOMER);
    }),
  ];
  return {
    messages: await makeOffers(tx, candidates, features, chunk),
    rejected: [...refused].map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
};
