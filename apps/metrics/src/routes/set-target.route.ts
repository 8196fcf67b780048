import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Database, type Tx } from '@perennial/persistence';
import {
  Actor,
  CLOCK,
  Command,
  ProblemError,
  runCommand,
  sendAnswer,
  type Clock,
  type CommandRequest,
  type CommandResult,
  tooManyGroups,
} from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { insertTarget } from '../store/queries/insert-target.js';
import { listTargets } from '../store/queries/list-targets.js';
import { measure, progressBy } from '../targets/read-progress.js';
import type { WantedTarget } from '../targets/target.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { requireTime, targetJson, targetShape, wantedOf, wantedTarget } from './target-words.js';

/** Each is measured whenever they are listed. */
const UNDECIDED_MAX = 100;

@Controller('v1/metrics/targets')
export class SetTargetRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Sets a goal for a figure, with an owner and a last day.' })
  @ApiCreatedResponse({ standardSchema: z.object(targetShape) })
  @ApiConflictResponse({ description: `\`TOO_MANY_TARGETS\`: ${UNDECIDED_MAX} are undecided` })
  @ApiUnprocessableEntityResponse({ description: '`TARGET_ENDS_TOO_EARLY`, `TOO_MANY_GROUPS`' })
  async set(
    @Body({ schema: wantedTarget }) body: z.output<typeof wantedTarget>,
    @Actor() setBy: string,
    @Command() command: CommandRequest,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const wanted = wantedOf(body);
    sendAnswer(response, await runCommand(this.db, command, this.clock(), (tx) => this.write(tx, wanted, setBy)));
  }

  private async write(tx: Tx, wanted: WantedTarget, setBy: string): Promise<CommandResult> {
    const setAt = this.clock();
    const today = calendarDay(setAt.getTime(), this.timeZone);
    requireTime(wanted.dueOn, today);
    if ((await listTargets(tx, 'undecided')).length >= UNDECIDED_MAX) {
      const detail = `There are ${UNDECIDED_MAX} targets that are not decided: withdraw one, or wait for the end of one.`;
      throw new ProblemError(409, 'TOO_MANY_TARGETS', detail);
    }
    const on = isoDate(today);
    const now = await measure(tx, wanted, on, this.minimumN);
    if (now.tooManyGroups) throw tooManyGroups();
    const start = now.value === null ? undefined : { value: now.value, on };
    const target = { ...wanted, targetId: randomUUID(), setAt, setBy, start, outcome: undefined, tooManyOn: undefined };
    await insertTarget(tx, target);
    return { status: 201, body: targetJson(progressBy(target, now, on), today) };
  }
}
