import { z } from 'zod';

/**
 * A setting that holds a key: production refuses to start without one, elsewhere the service makes one of its own
 * (`developmentSecret`). What it holds is never repeated.
 *
 * @param read the key of the text; throws where it is none
 */
export function secretSetting<Key>(
  name: string,
  { read, form, makeOne }: { readonly read: (text: string) => Key; readonly form: string; readonly makeOne: string },
) {
  return z
    .string()
    .optional()
    .transform((text, context): Key | undefined => {
      const refuse = (message: string) => {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      if (text === undefined) {
        if (process.env['NODE_ENV'] !== 'production') return undefined;
        return refuse(`is missing, and production has no key of its own: give ${name}_FILE (${makeOne})`);
      }
      try {
        return read(text);
      } catch {
        return refuse(`is no ${form} (${makeOne})`);
      }
    });
}
