import { createHash } from 'node:crypto';

import type { Tx } from '@perennial/persistence';
import type { CoalitionSettings, ProgrammeHistory } from '@perennial/programme';

import { monthRange } from '../domain/calendar.js';
import { settle, type Settlement, type SettlementSide } from '../domain/settlement.js';
import { sumPartnerLines } from './queries/sum-partner-lines.js';

/** Bookings that were under way at the end of a month are there by then. */
const SETTLED_AFTER_MS = 3_600_000;
const NO_LINES = createHash('sha256').digest('hex');

export interface PartnerStatement extends Settlement {
  readonly partnerId: string;
  /** How many transfers it is made of. */
  readonly lines: number;
  /** Names these transfers: see the lines. */
  readonly linesSha256: string;
}

export interface Month {
  /** Calendar month of the programme's time zone, such as `2027-03`. */
  readonly month: string;
  /** First instant. */
  readonly from: Date;
  /** First instant of the month after it. */
  readonly until: Date;
}

/** The coalition of the newest version that has one; undefined: the programme never had partners. */
export function coalitionOf({ versions }: ProgrammeHistory): CoalitionSettings | undefined {
  return versions.findLast(({ programme }) => programme.coalition)?.programme.coalition;
}

/** Partners of all versions: who has left is still settled with. */
export function partnersOf({ versions }: ProgrammeHistory): string[] {
  const ids = versions.flatMap(({ programme }) => programme.coalition?.partners.map(({ id }) => id) ?? []);
  return [...new Set(ids)].sort();
}

/** What 1000 points of a side cost by a version of the programme, in whole minor units. */
export function priceOf({ versions }: ProgrammeHistory, version: number, side: SettlementSide): bigint {
  const coalition = versions.find(({ programme }) => programme.version === version)?.programme.coalition;
  return BigInt((side === 'issued' ? coalition?.issuedMinorPer1000Points : coalition?.redeemedMinorPer1000Points) ?? 0);
}

export function monthOf(programmes: ProgrammeHistory, month: string): Month {
  const { from, until } = monthRange(month, programmes.versions[0]?.programme.timeZone ?? 'UTC');
  return { month, from: new Date(from), until: new Date(until) };
}

/** Whether something may still be booked in the month. */
export function isProvisional({ until }: Month, now: Date): boolean {
  return now.getTime() < until.getTime() + SETTLED_AFTER_MS;
}

/** A statement for each of the partners, in their order. */
export async function readStatements(
  tx: Tx,
  programmes: ProgrammeHistory,
  partnerIds: readonly string[],
  month: Month,
): Promise<PartnerStatement[]> {
  const known = await sumPartnerLines(tx, partnerIds, month);
  return partnerIds.map((partnerId) => {
    const { lines, digest, sums } = known.get(partnerId) ?? { lines: 0, digest: NO_LINES, sums: [] };
    const parts = sums.map(({ side, version, points }) => ({
      side,
      points,
      minorPer1000Points: priceOf(programmes, version, side),
    }));
    return { partnerId, ...settle(parts), lines, linesSha256: digest };
  });
}
