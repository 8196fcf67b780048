import { Points } from '@perennial/contracts';
import { z } from 'zod';

import type { CameTo, ChangedSince, Explanation } from '../domain/explain/explanation.js';

const instant = z.string().describe('RFC 3339, UTC.');

export const ruleJson = z.object({
  rule: z.string().describe('Name of the award in the programme.'),
  thing: z.string().describe('What it is for: an order, a review, a referral …'),
  result: z
    .enum(['awarded', 'skipped', 'taken-back', 'given-back', 'redeemed', 'reserved', 'moved-in', 'moved-out'])
    .describe(
      'given-back: what was spent, or had expired. moved-in, moved-out: with everything of a wallet, as two customers became one. redeemed, reserved: of lots in `drawn`.',
    ),
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
    .enum(['amended', 'cancelled', 'returned', 'undone', 'moved', 'known-later'])
    .describe(
      'amended: another revision of the order. returned, cancelled: of the order. undone: what it was given for was undone elsewhere. moved: the same award was booked for one of the two events and is brought by the other now, as all is known: what was booked for the one counts for the other. known-later: it bears on this one and was not known when this one was booked, or not yet when it was.',
    ),
  rule: z.string(),
  thing: z.string(),
  booked: z
    .int()
    .describe(
      'What was booked for this member because of it, for that rule and thing; signed. Of `moved`: what of all that was booked counts here instead of there, or below 0 there instead of here.',
    ),
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

const cameToJson = z.object({
  points: z.int().describe('Signed: into the wallet.'),
  lines: z
    .array(ruleJson.extend({ source: z.string(), eventId: z.string() }))
    .describe('What it comes from, each of its event.'),
});

export const changedJson = z.object({
  rule: z.string(),
  thing: z.string(),
  booked: z.int().describe('Booked for this member because of the event; signed.'),
  bookedBesides: z.int().describe('Booked for the same by the same transaction, because of other events; signed.'),
  before: cameToJson.optional().describe('As all was known just before that transaction.'),
  after: cameToJson
    .optional()
    .describe(
      'With it: `booked` and `bookedBesides` are what it has more in `points` than `before`. Of a reservation that was over by then, both are as of the last instant at which it was not. Both absent: nothing tells any more.',
    ),
});

export const drawnJson = z.object({
  rule: z.string(),
  thing: z.string(),
  earnedAt: instant,
  customerId: z.string().optional().describe('Whose lot it is; absent: of somebody who was erased.'),
  forCustomerId: z.string().optional().describe('For whom it was drawn; absent: for whose it is.'),
  own: z.boolean().describe('false: a lot of somebody the member redeems together with.'),
  expiresAt: instant.optional().describe('When it was to be gone, as things stood then; absent: never.'),
  had: Points.optional().describe('What was in it before the event drew from it; absent: it did not.'),
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

export function changedOf({ changed }: Pick<ChangedSince, 'changed'>): z.output<typeof changedJson>[] {
  return changed.map(({ rule, thing, booked, bookedBesides, before, after }) => ({
    ...{ rule, thing, booked: Number(booked), bookedBesides: Number(bookedBesides) },
    ...(before && after ? { before: cameToOf(before), after: cameToOf(after) } : {}),
  }));
}

function cameToOf({ points, lines }: CameTo): z.output<typeof cameToJson> {
  const named = lines.map(({ id: eventId, points: each, ...line }) => ({
    ...{ ...line, eventId },
    ...(each === undefined ? {} : { points: Number(each) }),
  }));
  return { points: Number(points), lines: named };
}

/** Accounts of everybody whose lots were drawn, or for whom. */
export function drawersOf({ drawn }: Pick<Explanation, 'drawn'>): string[] {
  return [...new Set(drawn.flatMap(({ account, by }) => [account, by]))];
}

/** @param customers by their accounts: at least `drawersOf` the lots */
export function drawnOf({ drawn }: Explanation, customers: ReadonlyMap<string, string>): z.output<typeof drawnJson>[] {
  return drawn.map(({ rule, thing, earned, account, by, own, goneAt, had, taken, putIn }) => ({
    rule,
    thing,
    earnedAt: iso(earned.at),
    ...(customers.has(account) ? { customerId: customers.get(account) } : {}),
    ...(by !== account && customers.has(by) ? { forCustomerId: customers.get(by) } : {}),
    own,
    ...(goneAt === Infinity ? {} : { expiresAt: iso(goneAt) }),
    ...(had === undefined ? {} : { had: Number(had) }),
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
