import type { Arm } from '../arms/arm.js';
import { ours } from '../arms/ours.js';
import { stock } from '../arms/stock.js';
import { fill } from '../load/fill.js';
import { purchases } from '../load/purchases.js';
import { measure } from '../world/measure.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Sheet, type Subject } from './sheet.js';

interface Scale {
  /** Events that wait when each is started. */
  readonly backlog: number;
  /** Of those that need not get through all of it. */
  readonly longestSeconds: number;
}

const full: Scale = { backlog: 1_000_000, longestSeconds: 60 };
const short: Scale = { backlog: 100_000, longestSeconds: 30 };

const HEAP_MB = 256;
const PREFIX = 'e-';
/** No backlog takes so long; what has stopped working is found out before. */
const ALL_OF_IT = 3_600;

/** The ledger as shipped, in a heap that is kept small: when that is not enough, Node ends the process. */
const capped: Arm = {
  ...ours,
  name: `perennial, ${HEAP_MB} MB of heap`,
  environment: (...of) => ({ ...ours.environment(...of), NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` }),
};

/** (e) The memory a service takes when a million events wait for it. One round: there is no ratio in it. */
export async function memory(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  const { backlog, longestSeconds } = quick ? short : full;
  await world.platformTopics(PREFIX);
  stage.step(`Filling ${backlog.toLocaleString('en')} records`);
  const plan = { members: 1_000_000, zipfExponent: 1, duplicates: 0.01, late: 0, seed: 42, name: 'e' };
  const { distinct } = await fill(world, PREFIX, purchases({ ...plan, events: backlog }));
  await world.topicOnce(PREFIX + stock(false).output);
  const subject = (arm: Arm, seconds: number): Subject => ({
    lines: [{ name: arm.name, says: arm.says }],
    measure: async () => {
      const options = { topicPrefix: PREFIX, awards: distinct, longestSeconds: seconds };
      // A heap that is too small is a result, too.
      const measured = await measure(world, arm, options).catch((error: Error) => error);
      if (measured instanceof Error) return [{ figures: {}, wrong: measured.message }];
      const figures = {
        'peak MiB': measured.peakMemoryMb,
        'MiB/min': measured.memorySlopeMb,
        'events done': measured.events,
        seconds: measured.seconds,
        'events/s': measured.eventsPerSecond,
      };
      return [{ figures, ...(measured.wrong === undefined ? {} : { wrong: measured.wrong }) }];
    },
  });
  return sheet(
    {
      title: 'e memory',
      columns: ['peak MiB', 'MiB/min', 'events done', 'seconds', 'events/s'],
      notes: [
        `${backlog.toLocaleString('en')} records wait when each starts. Resident memory of its process; MiB/min in the last two thirds.`,
        `The ledger gets through all of it; in a heap of ${HEAP_MB} MB, and Nest and TypeORM, for ${longestSeconds} s at most.`,
      ],
    },
    [subject(ours, ALL_OF_IT), subject(capped, longestSeconds), subject(stock(false), longestSeconds)],
    1,
    stage,
  );
}
