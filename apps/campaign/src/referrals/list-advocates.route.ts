import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { csvFile, csvLine, pageQuery } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';
import { daysShape, formatShape, inOrder, periodOf } from '../routes/period-query.js';
import { GENERATIONS_MAX } from './queries/invitations.js';
import { listAdvocates, RANKS, type Advocate } from './queries/list-advocates.js';
import { readGraph } from './read-graph.js';

/** A file has so many advocates at most: who wants more asks for pages, or for fewer days. */
const FILE_MAX = 10_000;

const query = pageQuery
  .extend({
    ...daysShape('invitations'),
    ...formatShape,
    format: formatShape.format.describe(
      `csv: the first ${FILE_MAX}, whatever \`limit\`, with a line for each advocate and currency.`,
    ),
    by: z
      .enum(RANKS)
      .default('friends')
      .describe(
        'What they are ranked by: friends they brought; what these bought; what the whole tree below them bought.',
      ),
    currency: Currency.optional().describe('Of the rank; wanted with by=revenue and by=tree.'),
    cursor: z
      .string()
      .regex(/^[0-9]{1,18}:[^]{1,255}$/, { error: 'must be the nextCursor of the page before' })
      .transform((text) => {
        const colon = text.indexOf(':');
        return { rank: BigInt(text.slice(0, colon)), customerId: text.slice(colon + 1) };
      })
      .optional()
      .describe('`nextCursor` of the page before; absent for the first.'),
  })
  .superRefine(inOrder)
  .superRefine(({ by, currency }, context) => {
    if (by === 'friends' || currency !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['currency'],
      message: `is wanted with by=${by}: money is in no order without`,
    });
  });

const answer = z.object({
  items: z.array(
    z.object({
      customerId: z.string(),
      invitations: z.int().describe('Friends invited in these days, each once.'),
      friends: z
        .int()
        .describe('Those of them who were brought: the ledger gave points for them, and did not take them back.'),
      reversed: z.int().describe('Those of them for whom it took them back: they are in nothing else here.'),
      inTree: z.int().describe('The friends, and everybody whom they brought in turn, whenever.'),
      generations: z.int().describe(`How deep that goes; it is followed down to ${GENERATIONS_MAX}.`),
      revenue: z
        .array(z.object({ currency: z.string(), friendsMinor: z.int(), treeMinor: z.int() }))
        .describe('What these bought from their invitation on, net of returns, in minor units.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/referrals/advocates')
export class ListAdvocatesRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Who brings customers, and what these bring: the highest first.',
    description: 'Revenue of a friend is not revenue that the advocate made: who was invited may have come anyway.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for a rank in money without a currency.' })
  async list(
    @Query({ schema: query }) { from, to, format, by, currency, cursor, limit }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const period = periodOf({ from, to }, this.settings.programme.timeZone);
    const rowsMax = format === 'csv' ? FILE_MAX : limit + 1;
    const rows = await readGraph(this.db, (tx) =>
      listAdvocates(tx, period, { by, currency, after: cursor, limit: rowsMax }),
    );
    if (format === 'csv') return csvFile('advocates.csv', csvLines(rows));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ rank: _rank, revenue, ...advocate }) => ({ ...advocate, revenue: [...revenue] })),
      nextCursor: rows.length > limit && last ? `${last.rank}:${last.customerId}` : null,
    };
  }
}

function* csvLines(advocates: readonly Advocate[]): Generator<string> {
  const columns = ['customerId', 'invitations', 'friends', 'reversed', 'inTree', 'generations'] as const;
  yield csvLine([...columns, 'currency', 'friendsMinor', 'treeMinor']);
  for (const advocate of advocates) {
    const line = columns.map((column) => advocate[column]);
    if (advocate.revenue.length === 0) yield csvLine([...line, null, null, null]);
    for (const { currency, friendsMinor, treeMinor } of advocate.revenue)
      yield csvLine([...line, currency, friendsMinor, treeMinor]);
  }
}
