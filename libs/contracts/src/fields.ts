import { z } from 'zod';

import { parseInstant } from './instant.js';

/**
 * 1 to 255 characters (Unicode code points), none of them a control character or a lone surrogate: Postgres cannot
 * store the latter as text, and both make two ids look alike on a screen.
 */
const ID_PATTERN = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,255}$/u;

const ID_RULE = 'must be 1 to 255 characters without control characters';

/** An identifier given by the outside: compared byte by byte, never trimmed, folded or normalised. */
export const Id = z
  .string()
  .regex(ID_PATTERN, { error: ID_RULE })
  // The same for JSON Schema, where not every language knows surrogates.
  .meta({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' });

/** Whether a value is an `Id`. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}

export const CustomerId = Id.describe('The customer; equals the CloudEvents subject.');
export const OrderId = Id.describe('The order, unique across channels and sources.');
export const Sku = Id.describe('Stock keeping unit.');

/** Free text. Stored as it came and escaped where it is shown. */
export const Text = z.string();

/** A short word from an open list, such as a channel. */
export const Word = Id;

/** Whole number of things, from 0. */
export const Count = z.int().min(0);

/** Points of the programme, whole, from 0. */
export const Points = z.int().min(0).describe('Whole points.');

/** What a campaign, a rule or a person gives at once is no more than this. What an order earns may be. */
export const POINTS_AT_ONCE_MAX = 1_000_000_000;

/** Money from 0 up: whole minor units of the `currency` beside it. */
export const AmountMinor = z
  .int()
  .min(0)
  .describe('Whole minor units of the currency: cents for USD, whole yen for JPY, fils (1/1000) for KWD.');

/** ISO 4217 code. Whether it is a current one is checked after everything else, so that it has its own reason. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be three capital letters' })
  .describe('ISO 4217 code of a current currency.');

/** RFC 3339 with a zone. */
export const Instant = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, {
    error: 'must be an RFC 3339 instant with a zone, from the year 1970 to 9999, such as 2027-03-01T10:00:00Z',
  })
  .meta({
    format: 'date-time',
    description: 'RFC 3339 with a zone (Z or an offset), from the year 1970 to 9999 in UTC.',
  });

/** Why something was given or taken, for people and for statements. */
export const Reason = z
  .object({
    rule: Id.describe('Name of the rule, campaign or movement in the programme document.'),
    programmeVersion: z.int().min(1).optional().describe('Version of the programme that decided.'),
    text: Text.describe('One sentence for the customer or for support.'),
  })
  .describe('Why it happened.');

/** Longer than an id: it has one in it, or two. */
export const Thing = Text.describe(
  'What the points are for, such as order:o-3, review:r-81 or referral:f-12: the same when they are given and when they are taken back. Only in messages of the ledger about awards; those of builds before it have none.',
);

export const MemberSequence = z
  .int()
  .min(1)
  .describe(
    'Per customer and topic 1, 2, 3 … without gaps, over the messages of /perennial/ledger. Keep the highest and drop what is not above it; a gap means that a message is still to come.',
  );
