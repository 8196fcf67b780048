import { placeInProgramme } from './load-programme.js';
import { ProgrammeError, type Mistake } from './programme-error.js';
import {
  ProgrammeChangeRefused,
  ProgrammeStartsTooEarly,
  ProgrammeVersionTaken,
  ProgrammeVersionTooLow,
} from './version-errors.js';

/** Every error that says that a document cannot be used, or not as the next version. */
export type DocumentRefused =
  ProgrammeError | ProgrammeChangeRefused | ProgrammeStartsTooEarly | ProgrammeVersionTaken | ProgrammeVersionTooLow;

export function isDocumentRefused(error: unknown): error is DocumentRefused {
  return [
    ProgrammeError,
    ProgrammeChangeRefused,
    ProgrammeStartsTooEarly,
    ProgrammeVersionTaken,
    ProgrammeVersionTooLow,
  ].some((each) => error instanceof each);
}

/** Why a document was refused, each with its place in the text. */
export function mistakesOfRefusal(error: DocumentRefused, text: string): Mistake[] {
  if (error instanceof ProgrammeError) return [...error.mistakes];
  return error.refusals.map(({ path, message }) => {
    const { line, column } = placeInProgramme(text, path);
    return { line, column, where: path.join('.'), message };
  });
}
