import { z } from 'zod';

const LONGEST_PAGE = 200;

/** Of routes that cannot be asked for a part: whoever tries is told, instead of taking the whole for the part. */
export const noQuery = z.strictObject({});

/** Text that is looked for: the database cannot even be asked for a NUL. */
export const wantedText = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^\P{Cc}*$/u, { error: 'must have no control characters' });

/** A whole number from 1 to `most`, at most 999, in digits. */
export const wantedNumber = (most: number) => {
  const error = `must be a whole number from 1 to ${most}`;
  return z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, { error })
    .transform(Number)
    .refine((number) => number <= most, { error });
};

/** Query parameters of every list: extend it with the list's own filters. Others are refused. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(1_000).optional().describe('`nextCursor` of the page before; absent for the first.'),
  limit: wantedNumber(LONGEST_PAGE).default(50).describe(`Items per page, 1 to ${LONGEST_PAGE}.`),
});

/** Query parameters of lists whose cursor is the number of a row. */
export const numberedPageQuery = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^[0-9]{1,18}$/, { error: 'must be the nextCursor of the page before' })
    .optional()
    .describe('`nextCursor` of the page before; absent for the first.'),
});
