import { currencies, Currency, POINTS_AT_ONCE_MAX } from '@perennial/contracts';
import { z } from 'zod';

/** Names written on awards and into messages: short, lower case, with hyphens. */
export const Name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: 'must be lower-case letters, digits and hyphens, such as next-purchase',
});

/** What one award or reward may be at most: a balance of millions of them is still exact in JSON (2^53) and in the database. */
export const WholePoints = z.int().min(1).max(POINTS_AT_ONCE_MAX).describe('Whole points.');

export const Percent = z.number().gt(0).max(100);

/** Neither Postgres nor a screen has these; a line break is none. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/** Text for people. */
export const printable = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text), {
      error: 'must not contain control characters or halves of characters',
    });

export const Sentence = printable(200).describe('What the member reads.');

/** With which others a code may be used on one order. */
export const StackingClass = Name.describe(
  'exclusive: with no other code. Any other name is a class, and an order may have one code of each class.',
);
export const Stacking = StackingClass.default('exclusive');

export const Days = z.int().min(1).max(36_500);

/** What is no code at all was said already. */
export const CurrencyInUse = Currency.refine((code) => currencies.has(code) || !Currency.safeParse(code).success, {
  error: 'must be a current ISO 4217 currency, such as USD',
});

/** An amount per currency. A currency that is not named is not in the programme: purchases in it earn nothing. */
export const AmountPerCurrency = z
  .record(CurrencyInUse, z.int().min(1))
  .refine((amounts) => Object.keys(amounts).length > 0, { error: 'must name at least one currency, such as USD: 1000' })
  .describe('Whole minor units per ISO 4217 currency: USD: 1000 is 10.00 USD, JPY: 1500 is 1500 yen.');

/** Names of which each may be there once. */
export const DifferentNames = z
  .array(Name)
  .min(1)
  .superRefine((names, context) => {
    names.forEach((name, index) => {
      if (names.indexOf(name) < index)
        context.addIssue({ code: 'custom', path: [index], message: `"${name}" is there twice` });
    });
  });
