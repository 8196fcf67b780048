import { plainColumn, type Tx } from '@perennial/persistence';

import type { CodeUse } from '../domain/code-terms.js';

const SQL = /* sql */ `
  select digest, discount_minor, shipping_minor, currency from code_use where digest = any($1::uuid[]) and not reversed`;

interface Row {
  readonly digest: string;
  readonly discount_minor: bigint;
  readonly shipping_minor: bigint;
  readonly currency: string;
}

/** What codes that are used on one order each took off it, by digest. The codes are locked by `tx`. */
export async function listActiveUses(
  tx: Tx,
  digests: readonly string[],
): Promise<Map<string, Pick<CodeUse, 'discountMinor' | 'shippingMinor' | 'currency'>>> {
  if (digests.length === 0) return new Map();
  const rows = await tx.query<Row>(SQL, [plainColumn(digests, (digest) => digest)], 'campaign.list-active-uses');
  return new Map(
    rows.map(({ digest, discount_minor: discountMinor, shipping_minor: shippingMinor, currency }) => [
      digest,
      { discountMinor, shippingMinor, currency },
    ]),
  );
}
