import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Chronicle } from './chronicle.js';
import { ordersFile } from './faults.js';
import type { Options } from './options.js';
import type { Plan } from './plan.js';
import type { Progress } from './progress.js';
import { randomOf } from '@perennial/testing';
import { scheduleOf } from './schedule.js';
import { trial } from './trial.js';
import { commandOf, type Verdict } from './verdict.js';
import { World } from './world.js';
import { serviceNames } from './workspace.js';

const HISTORIES_PER_SECOND = 1.5;
const PATIENCE_MS = 180_000;

/** One run, from nothing to the verdict. Everything it started has ended then; what it stored is gone after PASS. */
export async function run(options: Options, progress: Progress): Promise<Verdict> {
  const { seed, kills, minutes, keep } = options;
  const chronicle = new Chronicle(join(tmpdir(), `perennial-chaos-${seed}-${process.pid}.txt`), commandOf(options));
  progress.step(commandOf(options));
  const plan: Plan = {
    options,
    schedule: scheduleOf(randomOf(seed, 'schedule'), kills, minutes * 60_000),
    histories: Math.ceil(minutes * 60 * HISTORIES_PER_SECOND),
    processes: [...serviceNames, 'ledger'],
    patienceMs: PATIENCE_MS,
    databaseMs: 0,
    cutsLog: true,
  };
  const world = await startWorld(chronicle, progress);
  let isGood = false;
  try {
    const found = await trial(world, plan, { topicPrefix: '', patches: [] }, chronicle, progress);
    isGood = found.ok;
    return { ...found, schedule: chronicle.file, ...(isGood && !keep ? {} : { dataDir: world.dataDir }) };
  } finally {
    progress.step('Ending everything');
    await world.end();
    if (isGood && !keep) await world.discard();
    else progress.step(`Data and logs stay in ${world.dataDir}`);
  }
}

/** A broker and a database, and nothing installed on them yet. */
export function startWorld(chronicle: Chronicle, progress: Progress): Promise<World> {
  return World.start({
    imports: [new URL('./patches/register.js', import.meta.url).href],
    onNews: chronicle.say,
    onStep: (text) => progress.step(text),
    envOf: (dataDir, name) => ({ CHAOS_ORDERS: ordersFile(dataDir, name) }),
  });
}
