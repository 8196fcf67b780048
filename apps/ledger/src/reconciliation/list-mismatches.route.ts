import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { countMismatches } from './queries/count-mismatches.js';
import { findWalks, type Walk } from './queries/find-walks.js';
import { listLeftOut, type LeftOut } from './queries/list-left-out.js';
import { listMismatches, type KeptMismatch } from './queries/list-mismatches.js';

const CURSOR = /^([0-9a-f-]{36})\/([0-9]{1,15})\/(\P{Cc}+)$/u;
const WALKS_TOLD = 10;
const LEFT_OUT_TOLD = 100;

const query = pageQuery.extend({
  status: z.enum(['open', 'gone']).default('open').describe('`gone`: what was there once, and is as it should be now.'),
  cursor: pageQuery.shape.cursor
    .refine((cursor) => cursor === undefined || CURSOR.test(cursor), {
      error: 'must be the nextCursor of the page before',
    })
    .describe('`nextCursor` of the page before; absent for the first.'),
});

const instant = z.string().describe('RFC 3339, UTC.');
const answer = z.object({
  open: z.int().describe('How many mismatches there are.'),
  walks: z
    .array(
      z.object({
        number: z.int(),
        beganAt: instant,
        endedAt: instant.optional().describe('Absent: it goes on.'),
        compared: z.int().describe('Members that were compared.'),
        leftOut: z.int().describe('Members that were not, because they hang together with too many.'),
      }),
    )
    .describe(
      'The latest walks through all members, newest first: whoever was one when it began was compared before it ended, or is left out.',
    ),
  leftOut: z
    .array(z.object({ account: z.uuid(), customerId: z.string().optional(), since: instant }))
    .describe(
      'Accounts that the walks do not compare, the longest ones first, 100 at most: they hang together, by wallets and referrals, with more than 500 members or 10,000 facts. `perennial invariants` compares them.',
    ),
  items: z.array(
    z.object({
      account: z.uuid(),
      customerId: z.string().optional().describe('Absent: the customer was forgotten.'),
      part: z.string().describe('What differs: balance, totals, lots, tier, an award …'),
      stored: z.string().describe('As it is stored, or was posted.'),
      expected: z.string().describe('As the facts of the member have it.'),
      foundAt: instant,
      seenAt: instant.describe('When it was last seen. RFC 3339, UTC.'),
      goneAt: instant.optional().describe('When it was first seen to be there no more. RFC 3339, UTC.'),
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/ledger/mismatches')
export class ListMismatchesRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary:
      'What is stored or posted of members and is not what their facts come to, and when all of them were compared.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { status, cursor, limit } = wanted;
    // One more than asked for tells whether there is a next page.
    const rows = await listMismatches(this.db, { areGone: status === 'gone', after: read(cursor), limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      open: await countMismatches(this.db),
      walks: (await findWalks(this.db, WALKS_TOLD)).map(walkJson),
      leftOut: (await listLeftOut(this.db, LEFT_OUT_TOLD)).map(leftOutJson),
      items: page.map(mismatchJson),
      nextCursor: last ? `${last.account}/${last.foundAt.getTime()}/${last.part}` : null,
    };
  }
}

function read(cursor = ''): Pick<KeptMismatch, 'account' | 'part' | 'foundAt'> | undefined {
  const [, account, foundAt, part] = CURSOR.exec(cursor) ?? [];
  if (account === undefined || part === undefined) return undefined;
  return { account, part, foundAt: new Date(Number(foundAt)) };
}

function walkJson({ number, beganAt, endedAt, compared, leftOut }: Walk) {
  const ended = endedAt ? { endedAt: endedAt.toISOString() } : {};
  return {
    number: Number(number),
    beganAt: beganAt.toISOString(),
    ...ended,
    compared: Number(compared),
    leftOut: Number(leftOut),
  };
}

function leftOutJson({ account, customerId, since }: LeftOut) {
  return { account, ...(customerId === undefined ? {} : { customerId }), since: since.toISOString() };
}

function mismatchJson({ customerId, foundAt, seenAt, goneAt, ...mismatch }: KeptMismatch) {
  return {
    ...mismatch,
    ...(customerId === undefined ? {} : { customerId }),
    foundAt: foundAt.toISOString(),
    seenAt: seenAt.toISOString(),
    ...(goneAt ? { goneAt: goneAt.toISOString() } : {}),
  };
}
