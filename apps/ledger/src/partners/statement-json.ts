import { Points } from '@perennial/contracts';
import { ProblemError } from '@perennial/service';
import { z } from 'zod';

import type { PartnerStatement } from './read-statements.js';

export const statementQuery = z.strictObject({
  month: z
    .string()
    .regex(/^[12][0-9]{3}-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2027-03' })
    .describe("Calendar month of the programme's time zone, by when transfers were booked."),
});

const minor = z.int().describe('Whole minor units of `currency`.');
const side = z.object({
  points: z.int().describe('Less what was taken back; below 0 when that was more.'),
  amountMinor: minor.describe('Points × price, rounded half up once, in whole minor units of `currency`.'),
});

export const monthShape = {
  month: z.string(),
  currency: z.string(),
  provisional: z.boolean().describe('The month is not over, or by less than an hour: the figures may change.'),
};

export const statementShape = {
  partnerId: z.string(),
  issued: side.describe('What the partner pays for: awarded points, pending ones included.'),
  redeemed: side.describe('What the partner is paid for: points redeemed at it.'),
  netMinor: minor.describe('What the partner gets; below 0: what it pays.'),
  lines: Points.describe('How many transfers the statement is made of.'),
  linesSha256: z
    .string()
    .describe('SHA-256 over the ids of these transfers, in the order of the CSV, each followed by a line feed.'),
};

export function statementJson({ partnerId, issued, redeemed, netMinor, lines, linesSha256 }: PartnerStatement) {
  const sideJson = ({ points, amountMinor }: PartnerStatement['issued']) => ({
    points: Number(points),
    amountMinor: Number(amountMinor),
  });
  return {
    partnerId,
    issued: sideJson(issued),
    redeemed: sideJson(redeemed),
    netMinor: Number(netMinor),
    lines,
    linesSha256,
  };
}

export function noCoalition(): ProblemError {
  return new ProblemError(404, 'NO_COALITION', 'The programme has no partners, so there is nothing to settle.');
}
