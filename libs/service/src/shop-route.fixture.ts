import type { ServerResponse } from 'node:http';
import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { writeOutbox } from '@perennial/messaging';
import { Database, defineMigration, type Tx } from '@perennial/persistence';
import { z } from 'zod';
import { Actor } from './actor.decorator.js';
import { Command, type CommandRequest } from './command.decorator.js';
import { runCommand, sendAnswer } from './run-command.js';

export const effects = defineMigration({
  scope: 'shop',
  number: 1,
  name: 'effects',
  up: 'create table effect (n int8 generated always as identity, who text, points int8)',
});
const order = z.object({ points: z.int().describe('Whole points.') });
export const NOW = new Date('2027-03-01T10:00:00Z');

/** What a spec has happen inside a redemption, after its effect was written. */
export const inside: { meanwhile: (tx: Tx) => Promise<unknown> } = { meanwhile: async () => {} };

@Controller('v1/members/:id')
export class ShopRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Post('redemptions')
  async redeem(
    @Param('id') id: string,
    @Body({ schema: order }) { points }: z.output<typeof order>,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const answer = await runCommand(this.db, command, NOW, async (tx) => {
      const sql = 'insert into effect (who, points) values ($1, $2) returning n';
      const [row] = await tx.query<{ n: bigint }>(sql, [id, points]);
      await inside.meanwhile(tx);
      await writeOutbox(tx, [messageFor(id)], '/perennial/shop');
      return { status: 201, body: { redemptionId: row?.n, points } };
    });
    sendAnswer(response, answer);
  }

  @Post('adjustments')
  async adjust(
    @Actor() actor: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    sendAnswer(response, await runCommand(this.db, command, NOW, async () => ({ status: 202, body: { actor } })));
  }
}

const messageFor = (id: string) => ({
  type: 'loyalty.reward.issued.v1',
  id: `reward-${id}`,
  time: NOW.toISOString(),
  subject: id,
  data: {},
});
