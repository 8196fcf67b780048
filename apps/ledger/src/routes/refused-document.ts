import { isDocumentRefused, mistakesOfRefusal } from '@perennial/programme';
import { ProblemError } from '@perennial/service';

/** 422 with the place of every mistake; what is no refusal of the document is given back as it is. */
export function refusedDocument(error: unknown, document: string): unknown {
  if (!isDocumentRefused(error)) return error;
  const errors = mistakesOfRefusal(error, document);
  return new ProblemError(422, error.code, 'The document is refused; `errors` says where and why.', { errors });
}
