import type { ServerResponse } from 'node:http';

import { deterministicId } from '@perennial/contracts';
import type { Database, Tx } from '@perennial/persistence';
import { csvLine, ProblemError } from '@perennial/service';

import type { CodeVault } from './code-vault.js';
import type { CodeTerms } from './domain/code-terms.js';
import { insertCoupons } from './queries/insert-coupons.js';
import { beginBlock, insertBlockCodes } from './queries/insert-block-codes.js';

/** Codes drawn and written at once: what is held in memory, and how long other requests wait. */
const BATCH = 5_000;

/** Codes for anybody that are worth the same. */
export interface WantedBlock extends CodeTerms {
  readonly name: string;
  readonly count: number;
}

/**
 * Makes a block of codes and sends them as CSV while they are made. All of it is one transaction: the answer ends as it should
 * just when every code is valid, and when anything breaks before, none of them ever was. Nobody can be shown the codes again.
 *
 * @param key of the request: whoever sends it again is told that the block is there, and gets no second one
 * @throws ProblemError CODE_BLOCK_EXISTS (409), IDEMPOTENCY_KEY_IN_USE (409) while it is being made
 */
export async function makeBlock(
  db: Database,
  vault: CodeVault,
  { block, key }: { readonly block: WantedBlock; readonly key: string },
  response: ServerResponse,
): Promise<void> {
  const { name, count, ...terms } = block;
  const couponId = deterministicId('code-block', key);
  await db.transaction(async (tx) => {
    await refuseRepeat(tx, couponId);
    await insertCoupons(tx, [{ ...terms, couponId, origin: 'block', rule: name }]);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8; header=present');
    response.setHeader('Content-Disposition', `attachment; filename="codes-${couponId}.csv"`);
    response.write(csvLine(['code']));
    for (let made = 0; made < count; made += BATCH) {
      const codes = Array.from({ length: Math.min(BATCH, count - made) }, () => vault.draw());
      const digests = codes.map((code) => vault.digestOf(code)).sort();
      await insertBlockCodes(tx, { couponId, usesMax: terms.usesMax }, digests);
      await send(response, codes.map((code) => csvLine([code])).join(''));
    }
  });
  response.end();
}

async function refuseRepeat(tx: Tx, couponId: string): Promise<void> {
  const begun = await beginBlock(tx, couponId);
  if (begun === 'free') return;
  if (begun === 'running') {
    const detail = 'The block is being made right now, for another request.';
    throw new ProblemError(409, 'IDEMPOTENCY_KEY_IN_USE', detail, {}, { retryable: true });
  }
  const detail =
    'This block was made before, and its codes cannot be shown again. Make another one with a key of its own.';
  throw new ProblemError(409, 'CODE_BLOCK_EXISTS', detail);
}

/** Waits for a reader who is slower than the codes are made. */
async function send(response: ServerResponse, text: string): Promise<void> {
  if (!response.write(text) && !response.destroyed) {
    await new Promise<void>((resolve) => {
      response.once('drain', resolve);
      response.once('close', resolve);
    });
  }
  if (response.destroyed) throw new ProblemError(499, 'CODE_BLOCK_ABANDONED', 'Who asked for the block is gone.');
}
