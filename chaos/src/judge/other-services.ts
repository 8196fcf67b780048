import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { deterministicId } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { parse } from 'yaml';

import { ask } from '../http.js';
import type { ChaosHistory } from '../load/histories.js';
import type { ProgrammeName } from '../options.js';
import { consumedBy } from '../topics.js';
import { workspaceRoot, type ServiceName } from '../workspace.js';
import { NOW_AT_START, type World } from '../world.js';
import { fatesOf, type Fates } from './accepted.js';
import { rememberedIn } from './forgotten.js';
import type { Messages } from './messages.js';
import { notOnce } from './once.js';
import { projectedIn, projectionContradictions } from './projections.js';
import { differenceOf, keptOrders, totalsOf, type Totals } from './purchases.js';

const DAY_MS = 86_400_000;

/** What campaign and metrics say that cannot be. @param messages what was published */
export async function judgeOthers(
  world: World,
  programme: ProgrammeName,
  histories: readonly ChaosHistory[],
  messages: Pick<Messages, 'offers' | 'once'>,
): Promise<string[]> {
  const { kinds } = world;
  return [
    ...(kinds.includes('campaign') ? await judgeCampaign(world, histories, messages) : []),
    ...(kinds.includes('metrics') ? await judgeMetrics(world, timeZoneOf(programme)) : []),
  ];
}

async function judgeCampaign(
  world: World,
  histories: readonly ChaosHistory[],
  { offers, once }: Pick<Messages, 'offers' | 'once'>,
): Promise<string[]> {
  const { wrong } = await fates(world, 'campaign');
  return [...wrong, ...offersTwice(offers), ...newcomersWithout(histories, offers), ...notOnce(histories, once)];
}

async function judgeMetrics(world: World, timeZone: string): Promise<string[]> {
  const { wrong, accepted, forgotten } = await fates(world, 'metrics');
  const isForgotten = (customerId: string) => forgotten.has(deterministicId('erased-subject', customerId));
  const orders = keptOrders(accepted.values(), isForgotten);
  const on = { from: Math.floor(NOW_AT_START / DAY_MS), to: Math.floor(world.now() / DAY_MS) };
  return [
    ...wrong,
    ...differenceOf(totalsOf(orders), await totalsSaid(world)),
    ...projectionContradictions(await projectedIn(world.cluster), orders, { timeZone, on }),
  ];
}

/** Of the document that is shipped: versions that come while it is in force keep it. */
function timeZoneOf(programme: ProgrammeName): string {
  const document = readFileSync(join(workspaceRoot, 'programmes', `${programme}.yaml`), 'utf8');
  return (parse(document) as { readonly timeZone: string }).timeZone;
}

interface Kept extends Pick<Fates, 'accepted'> {
  /** What cannot be of its records, and who was forgotten and is named. */
  readonly wrong: readonly string[];
  /** Digests of who was forgotten. */
  readonly forgotten: ReadonlySet<string>;
}

async function fates(world: World, service: ServiceName): Promise<Kept> {
  const db = await Database.connect({ url: world.databaseUrl(service), applicationName: 'chaos', poolSize: 1 });
  try {
    const { contradictions, accepted } = await fatesOf(db, world.cluster, consumedBy[service], new Date(world.now()));
    const wrong = [...contradictions, ...(await rememberedIn(db, accepted.values()))];
    const rows = await db.query<{ digest: string }>('select digest from erased_subject');
    const forgotten = new Set(rows.map(({ digest }) => digest));
    return { accepted, wrong: wrong.map((text) => `${service}: ${text}`), forgotten };
  } finally {
    await db.close();
  }
}

async function totalsSaid(world: World): Promise<Totals> {
  const answer = await ask('GET', `${world.process('metrics').url}/v1/metrics/summary`, { patienceMs: 30_000 });
  if (answer?.status !== 200) throw new Error('metrics does not say what was bought');
  const { currencies } = JSON.parse(answer.text) as {
    readonly currencies: readonly {
      readonly currency: string;
      readonly orders: number;
      readonly revenueMinor: number;
    }[];
  };
  return Object.fromEntries(
    currencies.map(({ currency, orders, revenueMinor }) => [currency, { orders, revenueMinor }]),
  );
}

function offersTwice(offers: ReadonlyMap<string, number>): string[] {
  return [...offers].flatMap(([customerId, times]) =>
    times === 1 ? [] : [`the campaign decided ${times} times about ${customerId}`],
  );
}

function newcomersWithout(histories: readonly ChaosHistory[], offers: ReadonlyMap<string, number>): string[] {
  return histories.flatMap(({ newcomer }) =>
    newcomer === undefined || offers.has(newcomer) ? [] : [`the campaign never decided about ${newcomer}`],
  );
}
