import type { Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';
import { csvLine } from '@perennial/service';

import { listPartnerLines, type PartnerLine } from './queries/list-partner-lines.js';
import { priceOf, type Month } from './read-statements.js';

const PAGE = 1_000;
const HEADER = 'transferId,bookedAt,occurredAt,side,kind,thing,points,minorPer1000Points\r\n';

/**
 * The lines of a statement as CSV (RFC 4180), page by page. The sum of points × price ÷ 1000 of a side, rounded half up,
 * is the amount of that side. Of members they say nothing but what the partner itself sent.
 */
export async function* linesCsv(
  tx: Tx,
  programmes: ProgrammeHistory,
  partnerId: string,
  month: Month,
): AsyncGenerator<string> {
  yield HEADER;
  let after: PartnerLine | undefined;
  for (;;) {
    const page = await listPartnerLines(tx, partnerId, { ...month, after, limit: PAGE });
    after = page.at(-1);
    if (!after) return;
    yield page.map((line) => partnerLine(programmes, line)).join('');
  }
}

function partnerLine(programmes: ProgrammeHistory, line: PartnerLine): string {
  const { side, kind, thing, points, programme_version: version } = line;
  const instants = [line.booked_at.toISOString(), line.occurred_at.toISOString()];
  return csvLine([line.transfer_id, ...instants, side, kind, thing, points, priceOf(programmes, version, side)]);
}
