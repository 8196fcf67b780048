import { isEvent, suggestionChanged } from '@perennial/contracts';
import { dropRecords, lockCustomers } from '@perennial/customers';

import { answerTold } from '../handlers/answer-told.js';
import type { Answer } from '../handlers/campaign-chunk.js';

/** Answers what became of suggestions, as the service itself told: a campaign may thank for what was done. */
export const answerSuggestions: Answer = async (events, tx, chunk) => {
  const news = events.filter((event) => isEvent(suggestionChanged, event));
  const customers = await lockCustomers(
    tx,
    news.map(({ data }) => data.customerId),
  );
  // Messages about who was forgotten were under way.
  await dropRecords(tx, [...customers.created].filter(customers.isForgotten));
  const heard = news.filter(({ data }) => !customers.isForgotten(data.customerId));
  return { messages: await answerTold(tx, heard, customers.personOf, chunk) };
};
