import { audienceEntered, audienceLeft, isEvent } from '@perennial/contracts';
import { dropRecords, lockCustomers } from '@perennial/customers';

import { answerTold } from '../handlers/answer-told.js';
import type { Answer } from '../handlers/campaign-chunk.js';

/**
 * Answers that customers have entered and left audiences, as the service itself told. What was told late is no reason for an offer:
 * a backfill, or another document, mails nobody.
 */
export const answerAudiences: Answer = async (events, tx, chunk) => {
  const news = events.filter(
    (event) => (isEvent(audienceEntered, event) || isEvent(audienceLeft, event)) && !event.data.late,
  );
  const customers = await lockCustomers(
    tx,
    news.flatMap(({ subject }) => subject ?? []),
  );
  // Messages about who was forgotten were under way.
  await dropRecords(tx, [...customers.created].filter(customers.isForgotten));
  // A record that became another person's has left its audiences, and nobody has.
  const heard = news.filter(
    ({ subject }) =>
      subject !== undefined && !customers.isForgotten(subject) && customers.personOf(subject) === subject,
  );
  return { messages: await answerTold(tx, heard, customers.personOf, chunk) };
};
