import { setTimeout as sleep } from 'node:timers/promises';

import { Database } from '@perennial/persistence';

import { ArmProcess, type Arm } from '../arms/arm.js';
import { checkLedger, type Before } from '../arms/check-ledger.js';
import { ours } from '../arms/ours.js';
import { fill } from '../load/fill.js';
import { purchases } from '../load/purchases.js';
import type { World } from '../world/world.js';
import { withoutIndexes } from './indexes.js';
import { HISTORY, MODEL, PEOPLE, WALLETS } from './multiply.sql.js';

const DAY_MS = 86_400_000;
/** Before all of the load that is measured. */
const BEFORE_MS = 301 * DAY_MS;
/** Of the load's 300 days, its last three. */
const PART = 100;
const TABLES = ['member', 'balance', 'due', 'inbox', 'sale', 'fact', 'transfer', 'lot', 'system_posting'];

/** A ledger's database with so many transfers, and a copy of it: for the ledger, and for what is compared with it. */
export interface Grown {
  readonly ours: string;
  readonly bare: string;
}

/**
 * Has the ledger service award some purchases to one member, and gives all others that history by SQL.
 *
 * @param each transfers of each member
 */
export async function grow(world: World, members: number, each: number): Promise<Grown> {
  const transfers = members * each;
  const grown = { ours: `bench_grown_${transfers}`, bare: `bench_grown_${transfers}_bare` };
  await ours.prepare(world);
  await awardModel(world, `c-model-${transfers}-`, each);
  const db = await Database.connect({ url: world.urlOf(ours.database), applicationName: 'bench-grow', poolSize: 1 });
  try {
    await multiply(db, members, each);
  } finally {
    await db.close();
  }
  const { awards, wrong } = await checkLedger(world.urlOf(ours.database));
  if (wrong !== undefined || awards !== transfers)
    throw new Error(wrong ?? `there are ${awards} awards instead of ${transfers}`);
  for (const database of Object.values(grown)) await world.dropDatabase(database);
  await world.owner.query(`alter database ${ours.database} rename to ${grown.ours}`);
  await world.owner.query(`create database ${grown.bare} template ${grown.ours} strategy file_copy`);
  return grown;
}

/** The same arm on a database that is there and grows on: of a topic it knows nothing, of all events before, everything. */
export function onGrown(arm: Arm, database: string, urlVariable: (world: World) => NodeJS.ProcessEnv): Arm {
  let before: Before = { events: 0, until: new Date(0) };
  return {
    ...arm,
    database,
    async prepare(world) {
      const db = await Database.connect({ url: world.urlOf(database), applicationName: 'bench-grow', poolSize: 1 });
      await db.query('delete from consumer_watermark');
      const [known] = await db.query<{ events: number }>('select count(*)::int as events from inbox');
      await db.close();
      before = { events: known?.events ?? 0, until: new Date() };
    },
    environment: (world, topicPrefix) => ({ ...arm.environment(world, topicPrefix), ...urlVariable(world) }),
    check: (world) => checkLedger(world.urlOf(database), before),
  };
}

async function awardModel(world: World, topicPrefix: string, each: number): Promise<void> {
  const plan = { events: each * PART, members: 1, zipfExponent: 0, duplicates: 0, late: 0, seed: 42, name: MODEL.name };
  await world.platformTopics(topicPrefix);
  await fill(world, topicPrefix, [...purchases(plan, Date.now() - BEFORE_MS)].slice(-each));
  const running = ArmProcess.start(ours, world, topicPrefix);
  try {
    while ((await world.recordsIn(topicPrefix + ours.output)) < each) {
      running.expectAlive();
      await sleep(100);
    }
  } finally {
    await running.stop();
  }
}

async function multiply(db: Database, members: number, each: number): Promise<void> {
  await db.query('set synchronous_commit to off');
  await db.query(PEOPLE, [members]);
  await withoutIndexes(db, TABLES, async () => {
    for (const sql of WALLETS) await db.query(sql);
    for (let number = 1; number <= each; number += 1) for (const sql of HISTORY) await db.query(sql, [number]);
  });
  await db.query('drop table grown');
  await db.query('vacuum (analyze)');
  await db.query('checkpoint');
}
