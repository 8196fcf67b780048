import { randomOf } from '@perennial/testing';

import type { Chronicle } from './chronicle.js';
import { cutLog } from './cut-log.js';
import type { Installation } from './installation.js';
import { judge } from './judge/judge.js';
import { drawHistories } from './load/histories.js';
import { withLaterPurchases } from './load/later-purchases.js';
import type { Plan } from './plan.js';
import type { Progress } from './progress.js';
import { Storm } from './storm.js';
import { verdictOf, type Findings, type Found } from './verdict.js';
import { NOW_AT_START, type World } from './world.js';

/** Carries a plan out on an installation made for it, and says what was found. */
export async function trial(
  world: World,
  plan: Plan,
  { topicPrefix, patches }: Pick<Installation, 'topicPrefix' | 'patches'>,
  chronicle: Chronicle,
  progress: Progress,
): Promise<Found> {
  const startedMs = performance.now();
  const { options, schedule, histories: count, processes, patienceMs } = plan;
  const { programme, seed } = options;
  chronicle.plan(schedule);
  progress.step(`Drawing ${count} histories`);
  const drawn = drawHistories(programme, count, randomOf(seed, 'histories'), NOW_AT_START);
  const during = { from: NOW_AT_START, durationMs: options.minutes * 60_000 };
  const histories = withLaterPurchases(drawn, programme, randomOf(seed, 'later'), during);
  await world.begin({ programme, processes, topicPrefix, patches });
  const storm = new Storm(world, histories, plan, chronicle.say);
  const findings = await findingsOf(async () => {
    await world.ready(patienceMs);
    await storm.rage(progress);
    await storm.calm(progress);
    const undisturbed = schedule.length === 0;
    const { answered } = storm.deciders;
    const given = { programme, histories, answered, rateChanges: storm.ruleChanges.made, undisturbed };
    const judgement = await judge(world, given, progress);
    if (plan.cutsLog) progress.step('Deleting records that nobody has read');
    return { judgement, cut: plan.cutsLog ? await cutLog(world) : [] };
  });
  return verdictOf(plan, storm, findings, startedMs);
}

/** What was found, or why it could not even be looked for. */
async function findingsOf(find: () => Promise<Findings>): Promise<Findings> {
  try {
    return await find();
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}
