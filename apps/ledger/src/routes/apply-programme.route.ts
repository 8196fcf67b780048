import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { parseProgramme } from '@perennial/programme';
import { CLOCK, Command, MayNameActor, ProblemError, type Clock, type CommandRequest } from '@perennial/service';

import { LedgerCommands } from '../commands/ledger-commands.js';
import { applyVersion } from '../programme/apply-version.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { refusedDocument } from './refused-document.js';

@Controller('v1/programme')
export class ApplyProgrammeRoute {
  constructor(
    @Inject(LedgerCommands) private readonly commands: LedgerCommands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Post()
  @MayNameActor()
  @ApiOperation({
    summary: 'Puts a document in force as the next version of the programme.',
    description:
      'Decides from the `effectiveFrom` of the document on, else from now on. What was awarded stays. The same document again changes nothing.',
  })
  @ApiConsumes('application/yaml', 'text/yaml', 'application/x-yaml')
  @ApiBody({ schema: { type: 'string' }, description: 'The document: docs/programme.md.' })
  @ApiCreatedResponse({ description: 'It is a version now: {programmeId, version, effectiveFrom}.' })
  @ApiOkResponse({ description: 'It was one already, with the same content.' })
  @ApiUnprocessableEntityResponse({ description: '`PROGRAMME_…`; errors[{line, column, where, message}] says where.' })
  async apply(
    @Body() body: unknown,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    if (typeof body === 'object') {
      const detail = 'Send the document as it is, in YAML: content-type application/yaml.';
      throw new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', detail);
    }
    const document = String(body ?? '');
    await this.commands.answerUnheld(command, response, async (tx) => {
      try {
        const programme = parseProgramme(document, 'document');
        const { changed, ...version } = await applyVersion(tx, this.programmes, {
          programme,
          document,
          clock: this.clock,
          actor: command.actor,
        });
        return { status: changed ? 201 : 200, body: version };
      } catch (error) {
        throw refusedDocument(error, document);
      }
    });
  }
}
