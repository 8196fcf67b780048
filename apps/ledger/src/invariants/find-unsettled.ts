import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';

import { marginOf } from '../domain/settlement.js';
import { listPartnerLines, type PartnerLine } from '../partners/queries/list-partner-lines.js';
import { monthOf, partnersOf, priceOf, readStatements } from '../partners/read-statements.js';

const MONTHS = /* sql */ `
  select distinct to_char(booked_at at time zone $1, 'YYYY-MM') as month
    from transfer where partner_id is not null order by 1`;
const PAGE = 1_000;

/** Adds up every line of every partner's months, and compares with the statements; and all statements of a month with 0. */
export async function findUnsettled(tx: Tx, programmes: ProgrammeHistory): Promise<string | undefined> {
  const partners = partnersOf(programmes);
  const timeZone = programmes.versions[0]?.programme.timeZone ?? 'UTC';
  for (const { month: name } of await tx.query<{ month: string }>(MONTHS, [timeZone])) {
    const month = monthOf(programmes, name);
    const statements = await readStatements(tx, programmes, partners, month);
    for (const { partnerId, netMinor, issued, redeemed } of statements) {
      const sums = { issued: 0n, redeemed: 0n };
      let after: PartnerLine | undefined;
      do {
        const page = await listPartnerLines(tx, partnerId, { ...month, after, limit: PAGE });
        for (const { side, points, programme_version: version } of page)
          sums[side] += points * priceOf(programmes, version, side);
        after = page.at(-1);
      } while (after);
      const told = redeemed.amountMinor - issued.amountMinor;
      const added = perThousand(sums.redeemed) - perThousand(sums.issued);
      if (told !== added || netMinor !== added)
        return `${partnerId} in ${name}: its statement says ${netMinor}, its lines come to ${added} minor units`;
    }
    const all = statements.reduce((sum, { netMinor }) => sum + netMinor, 0n) + marginOf(statements);
    if (all !== 0n) return `${name}: all statements and the margin come to ${all} minor units`;
  }
  return undefined;
}

/** Rounded half up. */
function perThousand(sum: bigint): bigint {
  const doubled = sum * 2n + 1_000n;
  const whole = doubled / 2_000n;
  return doubled < 0n && doubled % 2_000n !== 0n ? whole - 1n : whole;
}
