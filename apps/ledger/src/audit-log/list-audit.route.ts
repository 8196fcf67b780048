import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database, type Tx } from '@perennial/persistence';
import { numberedPageQuery, wantedText } from '@perennial/service';
import { z } from 'zod';

import { auditActions } from './audit-action.js';
import { accountOfActor, keptActor } from './kept-actor.js';
import { findCustomers } from './queries/find-customers.js';
import { listAuditEntries, type ListedAuditEntry } from './queries/list-audit-entries.js';

const query = numberedPageQuery.extend({
  actor: wantedText(255).optional().describe('Only what this one did, as named in `Perennial-Actor`.'),
  action: z.enum(auditActions).optional().describe('Only actions of this kind.'),
});

const json = z.record(z.string(), z.unknown());

const answer = z.object({
  items: z.array(
    z.object({
      number: z.int().describe('1, 2, 3 … without gaps.'),
      action: z.string(),
      actor: z.string().optional().describe('Who did it, as the request said; absent: it named nobody.'),
      at: z.string().describe('When it was booked: RFC 3339, UTC.'),
      thing: z.string().describe('What it is about, with its id: adjustment:…, programme:2.'),
      members: z
        .array(
          z.object({
            account: z.uuid(),
            customerId: z.string().optional().describe('Absent: the customer was forgotten.'),
          }),
        )
        .describe('Whom it concerns; `before` and `after` name them by their accounts.'),
      before: json.optional().describe('Absent: there was nothing.'),
      after: json,
    }),
  ),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});
type Item = z.output<typeof answer>['items'][number];

@Controller('v1/audit')
export class ListAuditRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What people did by hand, newest first: who, when, to what, before and after.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { cursor, limit, actor, action } = wanted;
    const before = cursor === undefined ? undefined : BigInt(cursor);
    // A customer may have acted before anybody knew them as one.
    const actors = actor === undefined ? undefined : [actor, (await keptActor(this.db, actor)) ?? actor];
    // One more than asked for tells whether there is a next page.
    const rows = await listAuditEntries(this.db, { before, actors, action, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      items: await itemsOf(this.db, page),
      nextCursor: rows.length > limit ? String(page.at(-1)?.number) : null,
    };
  }
}

async function itemsOf(tx: Tx, rows: readonly ListedAuditEntry[]): Promise<Item[]> {
  const named = rows.flatMap(({ accounts, actor }) => [...accounts, accountOfActor(actor ?? '') ?? []].flat());
  const customers = await findCustomers(tx, named);
  return rows.map(({ number, action, actor, at, thing, accounts, before, after }) => ({
    number: Number(number),
    action,
    at: at.toISOString(),
    thing,
    ...(actor === null ? {} : { actor: customers.get(accountOfActor(actor) ?? '') ?? actor }),
    members: accounts.map((account) => {
      const customerId = customers.get(account);
      return { account, ...(customerId === undefined ? {} : { customerId }) };
    }),
    ...(before === null ? {} : { before: json.parse(JSON.parse(before)) }),
    after: json.parse(JSON.parse(after)),
  }));
}
