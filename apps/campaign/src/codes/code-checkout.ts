import type { ServerResponse } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import type { Delivery } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import {
  CLOCK,
  DELIVERY,
  runCommand,
  sendAnswer,
  type Clock,
  type CommandRequest,
  type CommandResult,
} from '@perennial/service';

import { redeemCodes, validateCodes, type CheckoutOrder, type CheckoutScope } from './checkout.js';
import type { CodeVault } from './code-vault.js';
import type { JudgedCode } from './domain/judge-codes.js';
import { CODE_VAULT } from './tokens.js';

/** What checkouts ask of codes. */
@Injectable()
export class CodeCheckout {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODE_VAULT) private readonly vault: CodeVault,
    @Inject(DELIVERY) private readonly delivery: Pick<Delivery, 'wakePublisher'>,
  ) {}

  validate(codes: readonly string[], order: CheckoutOrder): Promise<JudgedCode[]> {
    return validateCodes(this.db, { vault: this.vault, now: this.clock() }, codes, order);
  }

  /** Redeems once however often it is sent. Codes are in no answer: answers are kept. */
  async redeem(
    { command, response }: { readonly command: CommandRequest; readonly response: ServerResponse },
    codes: readonly string[],
    order: CheckoutOrder,
    answerOf: (judged: readonly JudgedCode[]) => object,
  ): Promise<void> {
    const { clock, vault } = this;
    await this.answer(command, response, async (tx) => {
      return { status: 200, body: answerOf(await redeemCodes(tx, { clock, vault }, codes, order)) };
    });
  }

  /** Does once, however often it is sent, what a checkout wants of codes. */
  async answer(
    command: CommandRequest,
    response: ServerResponse,
    work: (tx: Tx, scope: CheckoutScope) => Promise<CommandResult>,
  ): Promise<void> {
    const { clock, vault } = this;
    const answer = await runCommand(this.db, command, clock(), (tx) => work(tx, { clock, vault }));
    this.delivery.wakePublisher();
    sendAnswer(response, answer);
  }
}
