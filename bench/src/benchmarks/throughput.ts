import type { Arm } from '../arms/arm.js';
import { bare } from '../arms/bare.js';
import { ours } from '../arms/ours.js';
import { stock } from '../arms/stock.js';
import { fill, type Filled } from '../load/fill.js';
import { purchases, type PurchasesPlan } from '../load/purchases.js';
import { withPoison } from '../load/poison.js';
import type { World } from '../world/world.js';
import { contest, type Contest, type Contestant, type Stage } from './rounds.js';

interface Scale {
  readonly events: number;
  readonly rounds: number;
  /** An arm that is slower is measured by what it does in so many seconds. */
  readonly longestSeconds: number;
}

const full: Scale = { events: 200_000, rounds: 3, longestSeconds: 60 };
const short: Scale = { events: 60_000, rounds: 1, longestSeconds: 30 };
/** Of what is the ledger alone, under one load and another: three rounds of the short form tell as much. */
const fullOfOurs: Scale = { ...short, rounds: 3 };

const MEMBERS = 1_000_000;
const plan = (name: string, events: number, zipfExponent: number): PurchasesPlan => ({
  events,
  members: MEMBERS,
  zipfExponent,
  duplicates: 0.01,
  late: 0,
  seed: 42,
  name,
});

/** (a) Purchases to published awards, against what people would build instead and against the limit. */
export async function awards(world: World, quick: boolean, stage: Stage): Promise<Contest> {
  const { events, rounds, longestSeconds } = quick ? short : full;
  // The slow ones are measured by a part of the work.
  const arms: readonly (readonly [Arm, number])[] = [
    [stock(false), longestSeconds / 4],
    [stock(true), longestSeconds / 4],
    [bare(1_000), longestSeconds],
    [bare(5_000), longestSeconds],
    [ours, longestSeconds],
  ];
  const filled = await filledTopics(world, 'a-', plan('a', events, 1), stage);
  for (const [{ output }] of arms) if (output !== ours.output) await world.topicOnce(`a-${output}`);
  const contestants = arms.map(([arm, seconds]): Contestant => ({
    arm,
    name: arm.name,
    topicPrefix: 'a-',
    awards: filled.distinct,
    longestSeconds: seconds,
  }));
  return contest(world, 'a', contestants, rounds, stage);
}

/** (a2) The same where a few members buy nearly everything. */
export async function skew(world: World, quick: boolean, stage: Stage): Promise<Contest> {
  const { events, rounds, longestSeconds } = quick ? short : fullOfOurs;
  const contestants: Contestant[] = [];
  for (const [name, exponent] of [
    ['Zipf 1', 1],
    ['Zipf 2', 2],
  ] as const) {
    const topicPrefix = `a2-${exponent}-`;
    const { distinct } = await filledTopics(world, topicPrefix, plan(`s${exponent}`, events, exponent), stage);
    contestants.push({ arm: ours, name: `perennial, ${name}`, topicPrefix, awards: distinct, longestSeconds });
  }
  return contest(world, 'a2', contestants, rounds, stage);
}

/** One record in a hundred is no event that can be taken. */
export async function poison(world: World, quick: boolean, stage: Stage): Promise<Contest> {
  const { events, rounds, longestSeconds } = quick ? short : fullOfOurs;
  const contestants: Contestant[] = [];
  for (const [name, share] of [
    ['clean', 0],
    ['1 % poison', 0.01],
  ] as const) {
    const topicPrefix = `poison-${share}-`;
    await world.platformTopics(topicPrefix);
    stage.step(`Filling ${events.toLocaleString('en')} records, ${name}`);
    const records = withPoison(purchases(plan(`p${share}`, events, 1)), share);
    const { distinct } = await fill(world, topicPrefix, records);
    contestants.push({ arm: ours, name: `perennial, ${name}`, topicPrefix, awards: distinct, longestSeconds });
  }
  return contest(world, 'poison', contestants, rounds, stage);
}

async function filledTopics(world: World, topicPrefix: string, of: PurchasesPlan, stage: Stage): Promise<Filled> {
  await world.platformTopics(topicPrefix);
  stage.step(`Filling ${of.events.toLocaleString('en')} records of ${of.members.toLocaleString('en')} members`);
  return fill(world, topicPrefix, purchases(of));
}
