import { parseCode } from '@perennial/codes';
import { isEvent, purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { OrderedGoods } from '@perennial/orders';

import type { CodeVault } from './code-vault.js';

/** Before a digest that stands for a code. A shop that writes it itself would have to know the digest, which takes the key. */
const PREFIX = 'code:';
const DIGEST = /^code:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Purchases with digests instead of the codes that they name: of an order they are kept, and no code stands in a table. What
 * cannot be a code of ours (the shop has others) stays as it is.
 */
export function withoutCodes(event: Envelope, vault: CodeVault): Envelope {
  if (!isEvent(purchaseCompleted, event) || !event.data.codes) return event;
  const codes = event.data.codes.map((typed) => {
    const code = parseCode(typed);
    return code === undefined ? typed : PREFIX + vault.digestOf(code);
  });
  return { ...event, data: { ...event.data, codes } };
}

/** Digests of the codes that an order names, each once. */
export function digestsNamed({ codes }: OrderedGoods): string[] {
  const named = codes?.flatMap((code) => DIGEST.exec(code)?.[1] ?? []) ?? [];
  return [...new Set(named)];
}
