import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Count, CustomerId, Instant, instantText, parseInstant, Points } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { AchievementView, MembershipView, MemberView } from '../domain/member-view.js';
import { balanceJson } from '../domain/posting/points-message.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { findCustomer } from '../store/queries/find-customer.js';
import { viewMember } from '../store/view-member.js';
import { GivenId } from './command-words.js';
import { unknownMember } from './unknown-member.js';

const instant = z.string().describe('RFC 3339, UTC.');
const signed = z.int();

export const balanceSchema = z.object({ available: Points, pending: Points, reserved: Points, debt: Points });

export const tierJson = z.object({
  id: z.string(),
  since: instant.optional(),
  validUntil: instant
    .optional()
    .describe('Lost at this instant if nothing more happens, grace included; absent in the lowest tier.'),
  fallsTo: z.string().optional().describe('The tier it is from `validUntil` on.'),
  judgedAgainAt: instant
    .optional()
    .describe(
      'When it is judged again if nothing more happens: points leave the window, a grace or a membership ends. Every event of the member judges it at once. Absent: time alone will not change it.',
    ),
  qualifyingPoints: Points,
  heldBy: z
    .enum(['points', 'membership', 'grace'])
    .describe(
      'What keeps it: the points, a paid membership although they do not reach, or the grace after they were lost.',
    ),
  graceUntil: instant
    .optional()
    .describe('The end of the grace, when that is what keeps it: then it goes one tier down.'),
  pointsLostAt: instant
    .optional()
    .describe(
      'From this instant on too many points have left the window, if nothing more happens; the grace follows. Absent in the lowest tier, and where the points do not reach now.',
    ),
  benefits: z
    .object({ freeShipping: z.boolean(), earlyAccessHours: z.int(), others: z.array(z.string()) })
    .optional()
    .describe("The level's benefits by the programme in force; absent: it names none."),
  memberships: z
    .array(
      z.object({
        tier: z.string().describe('Held at least, as long as it lasts.'),
        orderId: z.string(),
        lineId: z.string().describe('The line it was bought by: returned, it ends at once.'),
        from: instant,
        until: instant.describe('RFC 3339, UTC, exclusive.'),
        currency: z.string().optional(),
        paidMinor: z.int().optional().describe('What the line cost, in minor units of `currency`.'),
        unusedMinor: z
          .int()
          .optional()
          .describe(
            'What of it falls on the time that is left, rounded down: what a shop gives back that refunds the rest.',
          ),
      }),
    )
    .describe('Paid ones that have not ended, the earliest first.'),
  next: z.object({ id: z.string(), missing: Points }).optional().describe('Absent in the highest tier.'),
});

const lotJson = z.object({
  points: Points,
  availableAt: instant.describe('Can be spent from this instant on.'),
  expiresAt: instant.optional().describe('Gone from this instant on; absent: never.'),
});

const achievementJson = z.object({
  rule: z.string().describe('Its name in the programme.'),
  text: z.string(),
  badge: z.string().optional().describe('What the member can show once it is reached.'),
  count: Count.describe(
    'What counts towards the next time; `times` where it is reached and does not begin anew. Of a streak, the periods in a row.',
  ),
  times: Count,
  withinDays: Count.optional().describe('Calendar days in which they have to lie.'),
  streak: z.enum(['day', 'week', 'month']).optional().describe('Periods in a row are counted.'),
  timesReached: Count.describe('By all that counts.'),
  reachedAt: instant.optional().describe('When it was reached last; absent: it is not.'),
});

const answer = z.object({
  customerId: z.string(),
  balance: balanceSchema,
  earned: Points.describe('Points ever awarded, as the facts stand now, whatever order they arrived in.'),
  redeemed: Points,
  expired: signed,
  clawedBack: Points.describe('Points taken back because what earned them was taken back.'),
  adjusted: signed.describe('By hand.'),
  transferred: signed.describe('From and to other members, merges included.'),
  reinstated: Points.describe('Redeemed points that were given back, and expired ones that were brought back.'),
  tier: tierJson.optional().describe('Absent in a programme without tiers.'),
  lots: z
    .array(lotJson)
    .describe('The points in the wallet, soonest to expire first; those with equal dates together.'),
  achievements: z.array(achievementJson).describe('Those of the programme in force.'),
  nextReward: z
    .object({ rewardId: z.string(), missing: Points })
    .optional()
    .describe('The cheapest reward that is not affordable yet; absent when all are.'),
  householdId: GivenId.optional().describe('The household the member redeems with; absent: none.'),
  mergedInto: z.string().optional().describe('The customer this one was merged into: everything is there.'),
  asOf: instant.describe('Facts after this instant are not counted yet.'),
});

const query = z.strictObject({
  asOf: Instant.optional().describe('Facts after this instant are left out; absent: now.'),
  by: z
    .enum(['event', 'booking'])
    .default('event')
    .describe('event: facts count from when they happened; booking: only what was known at the instant counts.'),
});

@Controller('v1/members')
export class GetMemberRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'What a member has now or had at an instant, and how it came about.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: query }) { asOf: wanted, by }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const at = wanted === undefined ? this.clock() : new Date(parseInstant(wanted) ?? NaN);
    const view = await viewMember(this.db, await this.programmes.inForce(this.db), customerId, {
      at,
      by,
      isNow: wanted === undefined,
    });
    if (!view) throw unknownMember();
    const mergedInto = view.mergedInto === undefined ? undefined : await findCustomer(this.db, view.mergedInto);
    return { customerId, ...memberJson(view), ...(mergedInto ? { mergedInto } : {}), asOf: at.toISOString() };
  }
}

/** What a member has, as JSON. */
export function memberJson({ balance, totals, tier, lots, achievements, nextReward, householdId }: MemberView) {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    balance: balanceJson(balance),
    earned: Number(totals.earned),
    redeemed: Number(totals.redeemed),
    expired: Number(totals.expired),
    clawedBack: Number(totals.clawedBack),
    adjusted: Number(totals.adjusted),
    transferred: Number(totals.transferred),
    reinstated: Number(totals.reinstated),
    ...(tier
      ? {
          tier: {
            id: tier.id,
            ...(tier.since === undefined ? {} : { since: iso(tier.since) }),
            ...(tier.validUntil === undefined ? {} : { validUntil: iso(tier.validUntil) }),
            ...(tier.fallsTo === undefined ? {} : { fallsTo: tier.fallsTo }),
            ...(tier.judgedAgainAt === undefined ? {} : { judgedAgainAt: iso(tier.judgedAgainAt) }),
            qualifyingPoints: Number(tier.qualifyingPoints),
            heldBy: tier.heldBy,
            ...(tier.graceUntil === undefined ? {} : { graceUntil: iso(tier.graceUntil) }),
            ...(tier.pointsLostAt === undefined ? {} : { pointsLostAt: iso(tier.pointsLostAt) }),
            ...(tier.benefits ? { benefits: tier.benefits } : {}),
            memberships: tier.memberships.map(membershipJson),
            ...(tier.next ? { next: { id: tier.next.id, missing: Number(tier.next.missing) } } : {}),
          },
        }
      : {}),
    lots: lotsJson(lots),
    achievements: achievements.map(achievementOf),
    ...(nextReward ? { nextReward: { rewardId: nextReward.rewardId, missing: Number(nextReward.missing) } } : {}),
    ...(householdId === undefined ? {} : { householdId }),
  };
}

function membershipJson({ from, until, paid, unusedMinor, ...membership }: MembershipView) {
  const price = paid ? { currency: paid.currency, paidMinor: paid.minor, unusedMinor } : {};
  return { ...membership, from: new Date(from).toISOString(), until: new Date(until).toISOString(), ...price };
}

/** Of those that follow each other many are gone together: their date is written once. */
function lotsJson(lots: MemberView['lots']): z.output<typeof lotJson>[] {
  let gone: { readonly at?: number; readonly text: string } = { text: '' };
  // Written out, because there may be thousands: spreading is several times as dear.
  return lots.map(({ points, availableAt, expiresAt }) => {
    if (expiresAt === undefined) return { points: Number(points), availableAt: instantText(availableAt) };
    if (gone.at !== expiresAt) gone = { at: expiresAt, text: instantText(expiresAt) };
    return { points: Number(points), availableAt: instantText(availableAt), expiresAt: gone.text };
  });
}

function achievementOf({ rule, count, timesReached, reachedAt }: AchievementView): z.output<typeof achievementJson> {
  const { name, text, badge, times, withinDays, streak } = rule;
  return {
    rule: name,
    text,
    count,
    times,
    timesReached,
    ...(badge === undefined ? {} : { badge }),
    ...(withinDays === undefined ? {} : { withinDays }),
    ...(streak === undefined ? {} : { streak }),
    ...(reachedAt === undefined ? {} : { reachedAt: new Date(reachedAt).toISOString() }),
  };
}
