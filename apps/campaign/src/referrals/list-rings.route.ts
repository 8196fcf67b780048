import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { listReferrals, type ListedReferral } from './queries/list-referrals.js';
import { listRingLeaders } from './queries/list-ring-leaders.js';
import { sumPointsOfReferrals } from './queries/sum-points-of-referrals.js';
import { tellReferral, toldReferral } from './referral-json.js';

const Points = z.int().nullable().describe('Given for it and not taken back. Null: nothing was told.');
const SignedReferral = toldReferral.extend({
  refereeId: z.string(),
  points: z
    .object({ referrer: Points, referee: Points })
    .describe("The ledger's: an adjustment there takes them back."),
});
const answer = z.object({
  items: z.array(z.object({ customerId: z.string().describe('The referrer.'), referrals: z.array(SignedReferral) })),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/referrals/rings')
export class ListRingsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary: 'Referrals that show signs of a ring, by referrer, and which points for them stand.',
    description:
      'They bring no offers. The ledger does not know the signs: whether points are taken back, a person decides.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async list(
    @Query({ schema: pageQuery }) { cursor, limit }: z.output<typeof pageQuery>,
  ): Promise<z.output<typeof answer>> {
    const leaders = await listRingLeaders(this.db, cursor, limit + 1);
    const page = leaders.slice(0, limit);
    const all = await listReferrals(this.db, page);
    const points = await sumPointsOfReferrals(
      this.db,
      all.map(({ referralId }) => referralId),
    );
    const items = page.map((customerId) => {
      const about = all.filter(({ referrerId, refereeId }) => [referrerId, refereeId].includes(customerId));
      const told = about
        .filter(({ referrerId }) => referrerId === customerId)
        .map((each) => shown(each, about, points));
      return { customerId, referrals: told.filter(({ ring }) => ring.length > 0) };
    });
    return { items, nextCursor: leaders.length > limit ? (page.at(-1) ?? null) : null };
  }
}

function shown(
  referral: ListedReferral,
  all: readonly ListedReferral[],
  points: Awaited<ReturnType<typeof sumPointsOfReferrals>>,
): z.output<typeof SignedReferral> {
  const { referralId, refereeId } = referral;
  const { referrer = null, referee = null } = points.get(referralId) ?? {};
  return { ...tellReferral(referral, all), refereeId, points: { referrer, referee } };
}
