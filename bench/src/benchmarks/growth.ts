import { runtimeUrl } from '@perennial/persistence';

import type { Arm } from '../arms/arm.js';
import { bare } from '../arms/bare.js';
import { ours } from '../arms/ours.js';
import { grow, onGrown } from '../growth/grow.js';
import { fill } from '../load/fill.js';
import { purchases, type LoadRecord } from '../load/purchases.js';
import { measure, type Measured } from '../world/measure.js';
import type { World } from '../world/world.js';
import type { Stage } from './rounds.js';
import { sheet, type Sheet, type SheetRound, type Subject } from './sheet.js';

const MEMBERS = 1_000_000;
const CHUNK_EVENTS = 1_000;
/** Nothing twice: what is a repeat to a ledger that grows on is new to one made anew. */
const PLAN = { members: MEMBERS, zipfExponent: 1, duplicates: 0, late: 0, seed: 42, name: 'c' };

interface Scale {
  readonly events: number;
  readonly rounds: number;
  readonly longestSeconds: number;
  /** Transfers of each member there are before. */
  readonly each: readonly number[];
}

const full: Scale = { events: 40_000, rounds: 3, longestSeconds: 20, each: [0, 1, 10] };
const short: Scale = { events: 30_000, rounds: 1, longestSeconds: 20, each: [0, 1] };

/** (c) The rate with so many transfers in the ledger, against the bare arm on the same tables and against an empty ledger. */
export async function growth(world: World, quick: boolean, stage: Stage): Promise<Sheet> {
  const scale = quick ? short : full;
  const ofBare = new Map<number, number>();
  const subjects: Subject[] = [];
  for (const each of scale.each) {
    const transfers = MEMBERS * each;
    stage.step(`Making a ledger of ${transfers.toLocaleString('en')} transfers`);
    const arms = await armsWith(world, each);
    // One load in turn: of the same members, whatever comes is later than all that was.
    const load = purchases({ ...PLAN, events: scale.events * scale.rounds });
    subjects.push({
      lines: [{ name: `${transfers.toLocaleString('en')} transfers`, says: `${MEMBERS} members with ${each} each` }],
      async measure(round): Promise<readonly SheetRound[]> {
        const [limit, measured] = await bothOn(world, arms, load, {
          ...scale,
          topicPrefix: `c-${transfers}-${round}-`,
        });
        const share = measured.eventsPerSecond / limit.eventsPerSecond;
        if (each === 0) ofBare.set(round, share);
        const figures = {
          'perennial events/s': measured.eventsPerSecond,
          'bare events/s': limit.eventsPerSecond,
          'of bare': share,
          'against empty': share / (ofBare.get(round) ?? NaN),
          'stored bytes/event': measured.storedBytes,
          'log bytes/event': measured.walBytes,
        };
        const wrong = measured.wrong ?? limit.wrong;
        return [{ figures, ...(wrong === undefined ? {} : { wrong }) }];
      },
    });
  }
  return sheet(
    {
      title: 'c growth',
      columns: [
        'perennial events/s',
        'bare events/s',
        'of bare',
        'against empty',
        'stored bytes/event',
        'log bytes/event',
      ],
      notes: [
        `"of bare": against the bare arm with chunks of ${CHUNK_EVENTS} on a copy of the same tables. "against empty": that share`,
        `against the share with 0 transfers, of the same round. Bytes are those of perennial.`,
      ],
    },
    subjects,
    scale.rounds,
    stage,
  );
}

interface Arms {
  readonly ours: Arm;
  readonly bare: Arm;
}

async function armsWith(world: World, each: number): Promise<Arms> {
  const arms = { ours, bare: bare(CHUNK_EVENTS) };
  if (each === 0) return arms;
  const grown = await grow(world, MEMBERS, each);
  return {
    ours: onGrown(arms.ours, grown.ours, ({ stack }) => {
      const url = new URL(runtimeUrl(stack.postgresUrl, 'ledger'));
      url.pathname = `/${grown.ours}`;
      return { LEDGER_DATABASE_URL: url.href };
    }),
    bare: onGrown(arms.bare, grown.bare, () => ({ BENCH_DATABASE_URL: world.urlOf(grown.bare) })),
  };
}

/** Both on the next part of the load, each in its own tables. */
async function bothOn(
  world: World,
  arms: Arms,
  load: Iterator<LoadRecord>,
  { events, longestSeconds, topicPrefix }: Scale & { readonly topicPrefix: string },
): Promise<readonly [bare: Measured, ours: Measured]> {
  await world.platformTopics(topicPrefix);
  await world.topicOnce(topicPrefix + arms.bare.output);
  const records = Array.from({ length: events }, () => load.next().value as LoadRecord);
  const { distinct } = await fill(world, topicPrefix, records);
  const options = { topicPrefix, awards: distinct, longestSeconds };
  return [await measure(world, arms.bare, options), await measure(world, arms.ours, options)];
}
