import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';

import { reasonOf } from '../programme-document/ledger-client.js';
import { Screen, type Output } from '../screen/screen.js';
import { count, counted, duration } from '../screen/wording.js';
import { Rate } from '../ticker/rate.js';
import { UserError } from '../user-error.js';
import { blockOfFlags, type GenerateFlags } from './block-of-flags.js';

const LINE_END = 0x0a;

/**
 * Has the campaign service make a block of codes, and writes them to a file while they are made. The file gets its name when all
 * of them are valid: of a block that breaks off none is, and there is no file.
 *
 * @throws UserError when an option is wrong, the file is there already, or the service refuses or is not there
 */
export async function generate(
  flags: GenerateFlags & { readonly json?: boolean },
  url: string,
  { out, err }: { readonly out: Output; readonly err: Output },
): Promise<number> {
  const block = blockOfFlags(flags);
  if (existsSync(flags.out))
    throw new UserError(`${flags.out} is there already: codes cannot be had again, so it is not overwritten.`);
  const screen = new Screen(err);
  const begunAt = performance.now();
  const rate = new Rate();
  const answer = await ask(url, block);
  const draft = `${flags.out}.part`;
  const { codes, broke } = await write(answer, draft, (codes) => {
    const perSecond = rate.of(codes, performance.now());
    const left = perSecond > 0 ? `  ·  ${duration((block.count - codes) / perSecond)} left` : '';
    screen.status(`${count(codes)} of ${counted(block.count, 'code')}  ·  ${count(Math.round(perSecond))}/s${left}`);
  });
  screen.endStatus();
  if (broke !== undefined || codes !== block.count)
    throw brokenOff({ codes, broke: broke ?? 'it ended' }, draft, block.count);
  renameSync(draft, flags.out);
  const seconds = (performance.now() - begunAt) / 1_000;
  if (flags.json) out.write(`${JSON.stringify({ codes, file: flags.out, seconds })}\n`);
  else
    out.write(`${counted(codes, 'code')} in ${flags.out}, made in ${seconds.toFixed(1)} s. All of them are valid.\n`);
  return 0;
}

async function ask(url: string, block: object): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(new URL('/v1/codes/blocks', url), {
      method: 'POST',
      // Not `connection: close`: a body that breaks off would be taken for a whole one.
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(block),
    });
  } catch (error) {
    throw new UserError(
      `No campaign service answers at ${url} (${reasonOf(error)}). Start it with "npm start", or give its --url.`,
    );
  }
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as {
    readonly detail?: string;
    readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  };
  const where = problem.errors?.map(({ pointer, message }) => `\n${pointer.slice(2)}: ${message}`).join('') ?? '';
  throw new UserError(`The campaign service refused (${answer.status}): ${problem.detail ?? ''}${where}`);
}

/** Writes codes as far as they come. @returns how many, and why they broke off, if they did */
async function write(
  answer: Response,
  draft: string,
  onCodes: (codes: number) => void,
): Promise<{ readonly codes: number; readonly broke?: string }> {
  const file = await open(draft, 'w', 0o600);
  let lines = 0;
  try {
    for await (const piece of answer.body ?? []) {
      await file.write(piece);
      for (const byte of piece) if (byte === LINE_END) lines += 1;
      onCodes(Math.max(0, lines - 1));
    }
    await file.sync();
    return { codes: lines - 1 };
  } catch (error) {
    return { codes: Math.max(0, lines - 1), broke: reasonOf(error) };
  } finally {
    await file.close();
  }
}

function brokenOff({ codes, broke }: { codes: number; broke: string }, draft: string, wanted: number): UserError {
  if (codes < wanted) {
    rmSync(draft, { force: true });
    return new UserError(
      `The connection broke after ${count(codes)} of ${counted(wanted, 'code')} (${broke}). None of them is valid; generate them again.`,
    );
  }
  return new UserError(
    `The connection broke after the last code (${broke}). They may be valid or not: ${draft} has them; try one of them, or generate others.`,
  );
}
