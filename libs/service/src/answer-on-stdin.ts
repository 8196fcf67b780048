import { text } from 'node:stream/consumers';

import type { z } from 'zod';

/** Writes a line that is not the answer yet, such as progress. */
export type Tell = (line: object) => void;

/**
 * For scripts that the command line runs: one request as JSON on standard input, so that connection strings are in no list
 * of processes; lines of JSON on standard output, of which the last one is the answer, or `{error}` with exit code 1.
 */
export async function answerOnStdin<Request>(
  schema: z.ZodType<Request>,
  answer: (request: Request, tell: Tell) => Promise<object>,
): Promise<void> {
  const tell: Tell = (line) => {
    const json = JSON.stringify(line, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
    process.stdout.write(`${json}\n`);
  };
  try {
    tell(await answer(schema.parse(JSON.parse(await text(process.stdin))), tell));
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}
