import { z } from 'zod';

const LONGEST_PAGE = 200;

/** Query parameters of every list: extend it with the list's own filters. */
export const pageQuery = z.object({
  cursor: z.string().max(1_000).optional().describe('`nextCursor` of the page before; absent for the first.'),
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, { error: `must be a whole number from 1 to ${LONGEST_PAGE}` })
    .transform(Number)
    .refine((limit) => limit <= LONGEST_PAGE, { error: `must be a whole number from 1 to ${LONGEST_PAGE}` })
    .default(50)
    .describe(`Items per page, 1 to ${LONGEST_PAGE}.`),
});
