import { z } from 'zod';

/** Control characters have no place in an identifier, and Postgres cannot store a NUL or a lone surrogate as text. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/u;

/** An identifier given by the outside: compared byte by byte, never trimmed or folded. */
export const Id = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => id.isWellFormed() && !CONTROL.test(id), { error: 'must not contain control characters or lone surrogates' });
