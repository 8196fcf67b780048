import type { ServerResponse } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import type { Delivery } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import type { ProgrammeHistory } from '@perennial/programme';
import {
  CLOCK,
  DELIVERY,
  runCommand,
  sendAnswer,
  type Clock,
  type CommandRequest,
  type CommandResult,
} from '@perennial/service';

import type { AuditScope } from '../audit-log/write-audit-entry.js';
import { ProgrammeStore } from '../programme/programme.store.js';

/** What a command works with. */
export interface CommandScope extends AuditScope {
  readonly programmes: ProgrammeHistory;
  /** Asked for the decision's instant when everything is locked: an instant from before the wait would be of the past. */
  readonly clock: Clock;
}

/** Commands of the ledger: each is done once however often it is sent, and what follows from it is published at once. */
@Injectable()
export class LedgerCommands {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  async answer(
    request: CommandRequest,
    response: ServerResponse,
    work: (scope: CommandScope) => Promise<CommandResult>,
  ): Promise<void> {
    await this.answerUnheld(request, response, async (tx) =>
      work({ tx, programmes: await this.programmes.inForce(tx), clock: this.clock, actor: request.actor }),
    );
  }

  /** For what does not decide by the programme but changes it, and so must not hold it. */
  async answerUnheld(
    request: CommandRequest,
    response: ServerResponse,
    work: (tx: Tx) => Promise<CommandResult>,
  ): Promise<void> {
    const answer = await runCommand(this.db, request, this.clock(), work);
    if (answer.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, answer);
  }
}
