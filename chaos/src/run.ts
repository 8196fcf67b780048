import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Chronicle } from './chronicle.js';
import { ordersFile } from './faults.js';
import { judge, type Judgement } from './judge/judge.js';
import { drawHistories } from './load/histories.js';
import type { Options } from './options.js';
import type { Progress } from './progress.js';
import { randomOf } from '@perennial/testing';
import { scheduleOf } from './schedule.js';
import { Storm } from './storm.js';
import { commandOf, verdictOf, type Verdict } from './verdict.js';
import { NOW_AT_START, World } from './world.js';
import { serviceNames } from './workspace.js';

const HISTORIES_PER_SECOND = 1.5;
const READY_MS = 90_000;

/** One run, from nothing to the verdict. Everything it started has ended then; what it stored is gone after PASS. */
export async function run(options: Options, progress: Progress): Promise<Verdict> {
  const startedMs = performance.now();
  const { seed, kills, minutes, programme } = options;
  const chronicle = new Chronicle(join(tmpdir(), `perennial-chaos-${seed}-${process.pid}.txt`), commandOf(options));
  progress.step(commandOf(options));
  const schedule = scheduleOf(randomOf(seed, 'schedule'), kills, minutes * 60_000);
  chronicle.plan(schedule);
  const world = await World.start({
    programme,
    imports: [new URL('./patches/register.js', import.meta.url).href],
    onNews: chronicle.say,
    onStep: (text) => progress.step(text),
    envOf: (dataDir, name) => ({ CHAOS_ORDERS: ordersFile(dataDir, name) }),
  });
  let verdict: Verdict | undefined;
  try {
    progress.step('Starting the services');
    for (const service of [...serviceNames, 'ledger'] as const) await world.add(service);
    await world.ready(READY_MS);
    const count = Math.ceil(minutes * 60 * HISTORIES_PER_SECOND);
    progress.step(`Drawing ${count} histories`);
    const histories = drawHistories(programme, count, randomOf(seed, 'histories'), NOW_AT_START);
    const storm = new Storm(world, histories, options, chronicle.say);
    await storm.rage(schedule, progress);
    const outcome = await outcomeOf(world, storm, options, progress);
    const { dataDir } = world;
    verdict = verdictOf(options, schedule, storm, { ...outcome, startedMs, file: chronicle.file, dataDir });
    return verdict;
  } finally {
    progress.step('Ending everything');
    await world.end();
    if (verdict && verdict.dataDir === undefined) await world.discard();
    else progress.step(`Data and logs stay in ${world.dataDir}`);
  }
}

/** What was found, or why it could not even be looked for. */
async function outcomeOf(
  world: World,
  storm: Storm,
  { programme }: Options,
  progress: Progress,
): Promise<{ judgement: Judgement } | { trouble: string }> {
  try {
    await storm.calm(progress);
    const { histories, deciders } = storm;
    return { judgement: await judge(world, { programme, histories, answered: deciders.answered }, progress) };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
