import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Mismatch } from '../../domain/mismatch.js';

const GONE = /* sql */ `
  update mismatch set gone_at = greatest($4::timestamptz, found_at)
   where account = any($1::uuid[]) and gone_at is null
     and not exists (select from unnest($2::uuid[], $3::text[]) as found (account, part)
                      where found.account = mismatch.account and found.part = mismatch.part)`;

// Of what is there still, what it looks like now. A row that was not there has nobody who changed it.
const FOUND = /* sql */ `
  insert into mismatch (account, part, found_at, bucket, stored, expected, seen_at)
  select found.account, found.part, found.at, balance.bucket, found.stored, found.expected, found.at
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         as found (account, part, stored, expected, at)
    join balance on balance.account = found.account
      on conflict (account, part) where gone_at is null do update
     set stored = excluded.stored, expected = excluded.expected, seen_at = excluded.seen_at
  returning account, part, xmax = 0 as new`;

/**
 * Keeps what was found of members who were compared, and that what was found of them before and not now is gone.
 *
 * @param accounts everybody who was compared
 * @returns what was not known yet
 */
export async function keepMismatches(
  tx: Tx,
  accounts: readonly string[],
  found: readonly Mismatch[],
  at: Date,
): Promise<Mismatch[]> {
  const keys = [plainColumn(found, ({ account }) => account), textColumn(found, ({ part }) => part)] as const;
  await tx.query(GONE, [accounts, ...keys, at]);
  if (found.length === 0) return [];
  const rows = await tx.query<{ account: string; part: string; new: boolean }>(FOUND, [
    ...keys,
    textColumn(found, ({ stored }) => stored),
    textColumn(found, ({ expected }) => expected),
    instantColumn(found, () => at.getTime()),
  ]);
  const fresh = rows.filter((row) => row.new);
  return found.filter(({ account, part }) => fresh.some((row) => row.account === account && row.part === part));
}
