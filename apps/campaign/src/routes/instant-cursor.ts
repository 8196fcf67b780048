import { z } from 'zod';

/** Where a page of a list by instants ends. */
export interface PageEnd {
  readonly at: Date;
  /** Of several of one instant. */
  readonly id: string;
}

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(.+)$/su;

/** The `nextCursor` of a page that ends there. */
export const cursorAt = ({ at, id }: PageEnd): string => `${at.toISOString()}_${id}`;

/** The `cursor` of lists by instants. It has all that the next page needs: what the page before ended with may be gone meanwhile. */
export const instantCursor = (ids: z.ZodType<string>) =>
  z
    .string()
    .max(1_000)
    .transform((text, context): PageEnd => {
      const [, instant = '', id] = FORM.exec(text) ?? [];
      const at = new Date(instant);
      const known = ids.safeParse(id);
      if (known.success && !Number.isNaN(at.getTime())) return { at, id: known.data };
      context.addIssue({ code: 'custom', message: 'must be the nextCursor of the page before' });
      return z.NEVER;
    })
    .optional()
    .describe('`nextCursor` of the page before; absent for the first.');
