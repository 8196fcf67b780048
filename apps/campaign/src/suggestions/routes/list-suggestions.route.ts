import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { pageQuery } from '@perennial/service';
import { z } from 'zod';

import { cursorAt, instantCursor } from '../../routes/instant-cursor.js';
import { listSuggestions } from '../queries/list-suggestions.js';
import { AnyStatus, ShownSuggestion, shownSuggestion } from './suggestion-words.js';

const query = pageQuery.extend({
  cursor: instantCursor(z.uuid()),
  status: AnyStatus.optional().describe('Only suggestions of this status; absent: open ones.'),
});

const answer = z.object({
  items: z.array(ShownSuggestion),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/suggestions')
export class ListSuggestionsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({ summary: 'What customers suggested, by status: those made first before the others.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: '`INVALID_REQUEST`: also for what is no cursor' })
  async list(@Query({ schema: query }) wanted: z.output<typeof query>): Promise<z.output<typeof answer>> {
    const { cursor: after, status = 'open', limit } = wanted;
    const found = await listSuggestions(this.db, { status, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(shownSuggestion),
      nextCursor: last ? cursorAt({ at: new Date(last.madeAt), id: last.suggestionId }) : null,
    };
  }
}
