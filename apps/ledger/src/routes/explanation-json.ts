import { Points } from '@perennial/contracts';
import { z } from 'zod';

import type { ChangedSince, Explanation } from '../domain/explain/explanation.js';

const instant = z.string().describe('RFC 3339, UTC.');

export const ruleJson = z.object({
  rule: z.string().describe('Name of the award in the programme.'),
  thing: z.string().describe('What it is for: an order, a review, a referral …'),
  result: z.enum(['awarded', 'skipped', 'taken-back']),
  points: Points.optional().describe('Absent when skipped.'),
  reason: z.string().optional().describe('Why it was skipped; docs/errors.md lists the reasons.'),
  inputs: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe('What the number was computed from: with it, anybody can compute it again.'),
});

export const correctionJson = z.object({
  source: z.string(),
  eventId: z.string(),
  why: z
    .enum(['amended', 'cancelled', 'returned', 'undone', 'known-later'])
    .describe(
      'amended: another revision of the order. returned, cancelled: of the order. undone: what it was given for was undone elsewhere. known-later: it bears on this one and was not known when this one was booked, or not yet when it was.',
    ),
  rule: z.string(),
  thing: z.string(),
  booked: z.int().describe('What was booked for this member because of it, for that rule and thing; signed.'),
  bookedAt: instant.optional().describe('Absent: nothing was booked because of it.'),
  points: Points.optional().describe(
    'What it takes back, as all facts known now make it, `alreadyExpired` of the inputs among it; absent: none, the rules reckon with it.',
  ),
  inputs: ruleJson.shape.inputs.optional(),
});

export const lotJson = z.object({
  rule: z.string(),
  thing: z.string(),
  points: Points.describe('Still in the wallet.'),
  pending: z.boolean(),
  expired: Points,
  earnedAt: instant,
  availableAt: instant,
  expiresAt: instant.optional().describe('Gone from this instant on; absent: never.'),
});

export const drawnJson = z.object({
  rule: z.string(),
  thing: z.string(),
  earnedAt: instant,
  own: z.boolean().describe('false: a lot of somebody the member redeems together with.'),
  taken: Points.describe('What the event drew from the lot.'),
  putIn: Points.describe('What it put into the lot, or back.'),
});

const iso = (at: number): string => new Date(at).toISOString();

export function rulesOf({ rules }: Pick<Explanation, 'rules'>): z.output<typeof ruleJson>[] {
  return rules.map(({ points, ...rest }) => ({ ...rest, ...(points === undefined ? {} : { points: Number(points) }) }));
}

export function correctionsOf({ corrections }: Pick<ChangedSince, 'corrections'>): z.output<typeof correctionJson>[] {
  return corrections.map(({ source, id, why, rule, thing, booked, bookedAt, takenBack }) => ({
    ...{ source, eventId: id, why, rule, thing, booked: Number(booked) },
    ...(bookedAt === undefined ? {} : { bookedAt: iso(bookedAt) }),
    ...(takenBack ? { points: Number(takenBack.points), inputs: takenBack.inputs } : {}),
  }));
}

export function drawnOf({ drawn }: Explanation): z.output<typeof drawnJson>[] {
  return drawn.map(({ rule, thing, earned, own, taken, putIn }) => ({
    rule,
    thing,
    earnedAt: iso(earned.at),
    own,
    taken: Number(taken),
    putIn: Number(putIn),
  }));
}

export function lotsOf({ lots }: Explanation): z.output<typeof lotJson>[] {
  return lots.map((lot) => ({
    rule: lot.rule,
    thing: lot.thing,
    points: Number(lot.points),
    pending: lot.pending,
    expired: Number(lot.expired),
    earnedAt: iso(lot.earned.at),
    availableAt: iso(lot.availableAt),
    ...(lot.goneAt === Infinity ? {} : { expiresAt: iso(lot.goneAt) }),
  }));
}
