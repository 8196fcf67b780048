import { programmeAt, type ProgrammeHistory } from '@perennial/programme';
import { z } from 'zod';

import { reasonText } from '../domain/posting/points-message.js';
import type { StatementRow } from '../store/queries/list-statement.js';
import { signedPoints } from '../store/signed-points.js';

export const transferJson = z.object({
  transferId: z.string().describe('Equals the id of its message.'),
  kind: z
    .enum([
      'accrual',
      'clawback',
      'correction',
      'expiry',
      'redemption',
      'reinstatement',
      'expiry-reversal',
      'adjustment',
      'transfer',
      'merge',
      'erasure',
      'activation',
      'reservation',
      'release',
      'debt',
      'repayment',
    ])
    .describe('The last five move points within the wallet only.'),
  points: z.int().describe('Above 0 into the wallet, below 0 out of it; 0 for what only moves within it.'),
  moved: z.int().describe('How many points moved, above 0.'),
  rule: z.string(),
  thing: z.string().describe('What it is about: an order, a review, a redemption …'),
  programmeVersion: z.int(),
  causationid: z.string().describe('Id of the event that caused it.'),
  causationsource: z.string(),
  occurredAt: z.string().describe('When it happened.'),
  bookedAt: z.string().describe('When it was booked.'),
  text: z
    .string()
    .describe(
      'Of awards the text of their rule, after `Taken back: ` or `Corrected by something that happened earlier: ` where they are lowered; of all else what kind it is.',
    ),
});

/** A transfer as members and support see it, with the text of the version that decided it. */
export function transferOf(row: StatementRow, { versions }: ProgrammeHistory): z.output<typeof transferJson> {
  const decided = versions.find(({ programme }) => programme.version === row.programme_version)?.programme;
  return {
    transferId: row.transfer_id,
    kind: row.kind,
    points: Number(signedPoints(row)),
    moved: Number(row.points),
    rule: row.rule,
    thing: row.thing,
    programmeVersion: row.programme_version,
    causationid: row.cause_id,
    causationsource: row.cause_source,
    occurredAt: row.occurred_at.toISOString(),
    bookedAt: row.booked_at.toISOString(),
    text: reasonText(decided ?? programmeAt({ versions }, 0), row),
  };
}
