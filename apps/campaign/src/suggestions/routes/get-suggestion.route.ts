import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { findSuggestion } from '../queries/hold-suggestion.js';
import { unknownSuggestion } from '../unknown-suggestion.js';
import { ShownSuggestion, shownSuggestion } from './suggestion-words.js';

@Controller('v1/suggestions')
export class GetSuggestionRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id')
  @ApiOperation({ summary: 'What a customer suggested, and what became of it.' })
  @ApiOkResponse({ standardSchema: ShownSuggestion })
  @ApiNotFoundResponse({ description: '`UNKNOWN_SUGGESTION`' })
  async get(@Param('id', { schema: z.uuid() }) suggestionId: string): Promise<z.output<typeof ShownSuggestion>> {
    const kept = await findSuggestion(this.db, suggestionId);
    if (!kept) throw unknownSuggestion();
    return shownSuggestion(kept);
  }
}
