import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

import { UserError } from './user-error.js';

/** The text of a file; `-` reads standard input. */
export async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
