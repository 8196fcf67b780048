import type { ServerResponse } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/persistence';
import {
  CLOCK,
  runCommand,
  sendAnswer,
  type Clock,
  type CommandAnswer,
  type CommandRequest,
  type CommandResult,
} from '@perennial/service';

import { holdActor } from '../store/hold-actor.js';
import type { EndpointScope } from './endpoint-commands.js';
import type { Reach } from './endpoint-url.js';
import { SecretBox } from './secret-box.js';
import { REACH } from './tokens.js';

/** Commands on webhooks: each is done once however often it is sent. */
@Injectable()
export class WebhookCommands {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SecretBox) private readonly box: SecretBox,
    @Inject(REACH) private readonly reach: Reach,
  ) {}

  async answer(
    request: CommandRequest,
    actor: string,
    response: ServerResponse,
    work: (scope: EndpointScope) => Promise<CommandResult>,
  ): Promise<void> {
    const { db, clock, box, reach } = this;
    const answer = await runCommand(db, request, clock(), async (tx) => {
      await holdActor(tx, actor);
      return work({ tx, clock, box, reach, actor });
    });
    sendAnswer(response, revealed(answer, box));
  }
}

/** An answer with a secret is stored with the sealed one, and sent with the one to use. */
function revealed(answer: CommandAnswer, box: SecretBox): CommandAnswer {
  const body = JSON.parse(answer.text) as { readonly endpointId?: string; readonly secret?: string };
  const { endpointId, secret } = body;
  if (endpointId === undefined || secret === undefined) return answer;
  return { ...answer, text: JSON.stringify({ ...body, secret: box.open(Buffer.from(secret, 'base64'), endpointId) }) };
}
