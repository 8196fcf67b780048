import type { Chronicle } from '../chronicle.js';
import { failpoints } from '../patches/failpoints.js';
import { checkPatches, type Patch } from '../patches/patch.js';
import type { Progress } from '../progress.js';
import { startWorld } from '../run.js';
import { trial } from '../trial.js';
import type { Found } from '../verdict.js';
import { workspaceRoot } from '../workspace.js';
import type { World } from '../world.js';
import type { PlantedBug } from './bugs.js';
import { planOf, triesOf, type SettingName } from './settings.js';

/** A run without a bug, which has to pass, or with one, which must not. */
export interface Tried {
  readonly setting: SettingName;
  readonly bug?: number;
  readonly name: string;
  readonly ok: boolean;
  /** Which checks found something, and the first of it in words. */
  readonly foundBy: readonly string[];
  readonly first?: string;
  /** Of the last try. */
  readonly seed: number;
  /** Of all tries. */
  readonly histories: number;
  /** From empty databases to the verdict, of all tries. */
  readonly seconds: number;
}

export interface GateVerdict {
  /** All bugs are found, and without one nothing is. */
  readonly ok: boolean;
  readonly found: number;
  readonly bugs: number;
  readonly seconds: number;
  readonly tried: readonly Tried[];
  /** What was planned and what happened. */
  readonly schedule: string;
}

/**
 * Every setting without a bug, and then each bug in its setting, on one broker and one database. What is not found is tried with other
 * histories, and where these find it, they are tried without a bug as well. @throws PatchOutdated before anything is started
 */
export async function gate(
  bugs: readonly PlantedBug[],
  chronicle: Chronicle,
  progress: Progress,
  onTried: (tried: Tried) => void,
): Promise<GateVerdict> {
  for (const { patches } of bugs) checkPatches(workspaceRoot, [...failpoints, ...patches]);
  const startedMs = performance.now();
  const world = await startWorld(chronicle, progress);
  const tried: Tried[] = [];
  const tell = (one: Tried) => {
    tried.push(one);
    onTried(one);
  };
  try {
    const controls = new Set<string>();
    const control = async (setting: SettingName, again: number) => {
      if (controls.has(`${setting} ${again}`)) return;
      controls.add(`${setting} ${again}`);
      tell(await tryOut(world, { setting, name: 'no bug', patches: [] }, again, chronicle, progress));
    };
    for (const { setting } of bugs) await control(setting, 0);
    for (const bug of bugs) {
      let all = await tryOut(world, bug, 0, chronicle, progress);
      let again = 0;
      while (!all.ok && again + 1 < triesOf(bug.setting)) {
        again += 1;
        const next = await tryOut(world, bug, again, chronicle, progress);
        all = { ...next, histories: all.histories + next.histories, seconds: all.seconds + next.seconds };
      }
      tell(all);
      if (all.ok) await control(bug.setting, again);
    }
  } finally {
    progress.step('Ending everything');
    await world.end();
    await world.discard();
  }
  const isFound = tried.filter(({ bug, ok }) => bug !== undefined && ok).length;
  const seconds = (performance.now() - startedMs) / 1_000;
  const ok = tried.every((one) => one.ok);
  return { ok, found: isFound, bugs: bugs.length, seconds, tried, schedule: chronicle.file };
}

async function tryOut(
  world: World,
  {
    setting,
    number,
    name,
    patches,
  }: { setting: SettingName; number?: number; name: string; patches: readonly Patch[] },
  again: number,
  chronicle: Chronicle,
  progress: Progress,
): Promise<Tried> {
  const startedMs = performance.now();
  const about = number === undefined ? name : `${number}, ${name}`;
  chronicle.say(`${setting}: ${about}`);
  progress.step(`${setting}: ${about}`);
  const plan = planOf(setting, again);
  const topicPrefix = `${setting.replaceAll(' ', '-')}-${number ?? 'none'}-${again}.`;
  const found: Found = await trial(world, plan, { topicPrefix, patches }, chronicle, progress);
  // How long a recovery takes says more about the machine than about a bug.
  const [first] = found.failures;
  return {
    setting,
    ...(number === undefined ? {} : { bug: number }),
    name,
    ok: (first === undefined) === (number === undefined),
    foundBy: found.foundBy,
    ...(first === undefined ? {} : { first }),
    seed: plan.options.seed,
    histories: plan.histories,
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
  };
}
