import { connectProducer } from '@perennial/messaging';
import { loadProgramme, ProgrammeError, type Programme } from '@perennial/programme';

import { importOrders } from '../import/import-orders.js';
import { checkedPlan, digitsOf, parseColumns, parseDay } from '../import/import-plan.js';
import type { ImportPlan } from '../import/import-plan.js';
import { clockOf } from '../platform/clock.js';
import type { Clock } from '../platform/clock.js';
import { startPlatform, unwind } from '../platform/platform.js';
import type { Platform } from '../platform/platform.js';
import { runModeOf } from '../platform/run-mode.js';
import type { Undo } from '../platform/servers.js';
import { Screen } from '../screen/screen.js';
import { runShop } from '../shop/run-shop.js';
import { Shop } from '../shop/shop.js';
import { PlatformNews } from '../ticker/platform-news.js';
import { runTicker } from '../ticker/run-ticker.js';
import { UserError } from '../user-error.js';
import { interruption, whenAborted } from './interruption.js';
import { startOptions } from './start-options.js';
import type { StartFlags, StartOptions } from './start-options.js';
import { greeting, whatToTry } from './welcome.js';

/** A clean stop may take this long. */
const STOP_MS = 9_500;

/** Everything up, then the shop or an import, and a ticker until somebody ends it. @returns the exit code */
export async function start(flags: StartFlags): Promise<number> {
  const options = startOptions(flags);
  const mode = runModeOf(process.env, options.docker);
  const clock = clockOf(process.env);
  const importPlan = await importPlanOf(options, clock);

  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const news = new PlatformNews(screen);
  const ended = interruption();
  const undo: Undo = [];
  let lastLine: string | undefined;
  const work = async () => {
    screen.heading(greeting(mode.kind));
    const { programme, dataDir } = options;
    const platform = await startPlatform({ mode, dataDir, programme, clock, env: process.env }, news, undo);
    if (importPlan) {
      const summary = await importOrders(importPlan, platform, dataDir, screen, () => process.uptime());
      if (options.json) lastLine = `${JSON.stringify(summary)}\n`;
    }
    if (options.exit) return;
    if (lastLine) process.stdout.write(lastLine);
    lastLine = undefined;
    const { seed } = options;
    const hints = { urls: platform.urls, withShop: seed !== undefined, dataDir, programme: programmeOf(programme) };
    for (const line of whatToTry(mode.kind, hints)) screen.line(line);
    await Promise.all([
      runTicker(platform, news, screen, ended),
      seed === undefined ? undefined : demo(platform, seed, clock, ended),
    ]);
  };
  try {
    await Promise.race([work(), whenAborted(ended)]);
    screen.endStatus(true);
    if (undo.length > 0) screen.step('Stopping');
  } catch (error) {
    // What went wrong is said last; that the half that had started is taken down again goes without saying.
    screen.endStatus(true);
    await stopEverything(undo, screen);
    throw error;
  }
  await stopEverything(undo, screen);
  screen.step('Stopped');
  // After what is said about stopping, so that it is the last line also where both streams go to one file.
  if (lastLine) process.stdout.write(lastLine);
  return 0;
}

async function stopEverything(undo: Undo, screen: Screen): Promise<void> {
  const patience = setTimeout(() => {
    screen.trouble('This takes too long: what still runs is ended by force');
    process.exit(1);
  }, STOP_MS);
  await unwind(undo);
  clearTimeout(patience);
}

/** The simulated shop. Its ids carry the instant of its start, so that every start adds new events. */
async function demo(platform: Platform, seed: number, clock: Clock, ended: AbortSignal): Promise<void> {
  const producer = await connectProducer({ ...platform.cluster, clientId: 'perennial-demo-shop' });
  const runId = Date.now().toString(36);
  await runShop(new Shop(seed, runId), producer, clock.now, ended);
  await producer.disconnect();
}

/** What can be wrong with programme and file is found before anything is started. */
async function importPlanOf(options: StartOptions, clock: Clock): Promise<ImportPlan | undefined> {
  const timeZone = programmeOf(options.programme).timeZone;
  if (!options.import) return undefined;
  const { file, columns, currency, clvCutoff } = options.import;
  return checkedPlan({
    file,
    reading: {
      columns: parseColumns(columns),
      currency,
      digits: digitsOf(currency),
      timeZone,
      now: clock.now().getTime(),
    },
    ...(clvCutoff === undefined ? {} : { clvCutoff: parseDay('--clv-cutoff', clvCutoff) }),
  });
}

/** @throws UserError when it cannot be read, or has mistakes */
function programmeOf(file: string): Programme {
  try {
    return loadProgramme(file);
  } catch (error) {
    throw error instanceof ProgrammeError ? new UserError(error.message) : error;
  }
}
