import { z } from 'zod';

import { defineEvent, type DataOf } from '../define-event.js';
import { CustomerId, Instant, Word } from '../fields.js';
import { daysInMonth } from '../instant.js';

/** --MM-DD when the year is not known; 29 February exists in it. */
const BIRTH_DATE = /^(?:(\d{4})|-)-(\d\d)-(\d\d)$/;

function isBirthDate(text: string): boolean {
  const match = BIRTH_DATE.exec(text);
  if (!match) return false;
  const day = Number(match[3]);
  return day >= 1 && day <= daysInMonth(Number(match[1] ?? 2000), Number(match[2]));
}

export const customerUpserted = defineEvent({
  type: 'commerce.customer.upserted.v1',
  topic: 'commerce.customer',
  subject: 'customerId',
  summary: 'What is known of a customer now. Replaces what an earlier one said.',
  data: z.object({
    customerId: CustomerId,
    birthDate: z
      .string()
      .regex(BIRTH_DATE, { error: 'must be YYYY-MM-DD or --MM-DD' })
      .refine(isBirthDate, { error: 'must be a day that exists' })
      .optional()
      .describe('YYYY-MM-DD, or --MM-DD when the year is not known.'),
    registeredAt: Instant.optional(),
    timezone: Word.optional().describe('IANA name, such as Europe/London.'),
    locale: Word.optional().describe('BCP 47 tag, such as en-GB.'),
    country: Word.optional().describe('ISO 3166-1 alpha-2 code, such as GB.'),
    preferences: z.array(Word).optional().describe('Categories or styles the customer said to like.'),
    attributes: z.record(z.string(), z.unknown()).optional().describe('Anything else a campaign may look at.'),
    consents: z
      .record(z.string(), z.boolean())
      .optional()
      .describe('Per purpose or channel, such as email: true given, false withheld; absent: never asked.'),
  }),
  example: {
    customerId: 'c-7',
    birthDate: '1990-02-28',
    registeredAt: '2026-11-02T09:30:00Z',
    timezone: 'America/New_York',
    locale: 'en-US',
    country: 'US',
    preferences: ['rings'],
    attributes: { ringSize: 52 },
    consents: { email: true },
  },
});
export type CustomerUpserted = DataOf<typeof customerUpserted>;
