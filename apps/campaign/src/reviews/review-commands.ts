import type { ServerResponse } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import type { Delivery } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, DELIVERY, runCommand, sendAnswer, type Clock, type CommandRequest } from '@perennial/service';

import { decideHeld } from './decide-held.js';

/** What people decide about held reviews: once however often it is sent, and told at once. */
@Injectable()
export class ReviewCommands {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  /** @param step what the person decided; they are the actor of the request, `remark` is why */
  async answer(
    request: CommandRequest,
    response: ServerResponse,
    reviewId: string,
    step: 'released' | 'confirmed',
    by: { readonly actor: string; readonly remark: string },
  ): Promise<void> {
    const { db, clock } = this;
    const answer = await runCommand(db, request, clock(), (tx) => decideHeld(tx, reviewId, step, by, clock));
    if (answer.status < 400) this.delivery.wakePublisher();
    sendAnswer(response, answer);
  }
}
