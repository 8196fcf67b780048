import type { Database } from '@perennial/persistence';
import { Gauge, type Registry } from 'prom-client';

import { delayQuantile, type DelayCount } from './domain/award-delay.js';
import { isoDate } from './domain/calendar-day.js';
import type { ProgrammeHealth } from './domain/programme-health.js';
import { readProgrammeHealth } from './store/programme-health.js';
import { countAwardDelays } from './store/queries/count-award-delays.js';

const DAY_MS = 86_400_000;

/** Values by their labels; null where there is none to tell. */
type Values = readonly (readonly [labels: Readonly<Record<string, string>>, value: bigint | number | null])[];

interface GaugeKind {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly valuesOf: (health: ProgrammeHealth & { readonly recentDelays: readonly DelayCount[] }) => Values;
}

const MOVEMENTS = [
  ...['issued', 'redeemed', 'reinstated', 'expired', 'forgotten', 'clawedBack', 'adjusted', 'transferred'],
] as const satisfies readonly (keyof ProgrammeHealth)[];

const KINDS: readonly GaugeKind[] = [
  {
    name: 'loyalty_programme_points',
    help: 'Points moved since the beginning, by movement; what was taken is above 0, adjusted and transferred are signed.',
    labels: ['movement'],
    valuesOf: (health) => MOVEMENTS.map((movement) => [{ movement }, health[movement]]),
  },
  {
    name: 'loyalty_points_outstanding',
    help: 'Points that members have: available, pending and reserved, less what they owe.',
    labels: [],
    valuesOf: ({ outstanding }) => [[{}, outstanding]],
  },
  {
    name: 'loyalty_programme_rewards',
    help: 'Rewards issued since the beginning that are no points.',
    labels: ['issuer', 'kind'],
    valuesOf: ({ rewards }) =>
      Object.entries(rewards).flatMap(([issuer, counts]) =>
        Object.entries(counts).map(([kind, count]) => [{ issuer, kind }, count] as const),
      ),
  },
  {
    name: 'loyalty_points_per_order',
    help: 'Points issued per order of a customer since the beginning.',
    labels: [],
    valuesOf: ({ pointsPerOrder }) => [[{}, pointsPerOrder]],
  },
  {
    name: 'loyalty_redemption_ratio',
    help: 'Share of the points issued and not clawed back that is redeemed.',
    labels: [],
    valuesOf: ({ redemptionRate }) => [[{}, redemptionRate]],
  },
  {
    name: 'loyalty_breakage_ratio',
    help: 'Share of the points issued and not clawed back that has expired or is forgotten.',
    labels: [],
    valuesOf: ({ breakageRate }) => [[{}, breakageRate]],
  },
  {
    name: 'loyalty_purchase_to_reward_seconds',
    help: 'From when Kafka got a purchase to when it was given the first points for it, awards of today and yesterday; at most 9 % too long.',
    labels: ['quantile'],
    valuesOf: ({ recentDelays }) => [
      [{ quantile: '0.5' }, delayQuantile(recentDelays, 0.5)],
      [{ quantile: '0.99' }, delayQuantile(recentDelays, 0.99)],
    ],
  },
];

/**
 * Tells Prometheus how the programme does, in the whole database: every instance tells the same. Asked at each scrape, once
 * for all of them; when it fails, the last numbers stay.
 */
export function registerProgrammeGauges(registry: Registry, db: Database): void {
  let reading: ReturnType<typeof read> | undefined;
  const once = () => (reading ??= read(db).finally(() => (reading = undefined)));
  for (const { name, help, labels, valuesOf } of KINDS) {
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        await once().then(
          (health) => {
            for (const [of, value] of valuesOf(health)) if (value !== null) this.set(of, Number(value));
          },
          () => {},
        );
      },
    });
  }
}

/** Delays are those of the machines' clock, whatever time the service was told. */
async function read(db: Database): Promise<Parameters<GaugeKind['valuesOf']>[0]> {
  const yesterday = isoDate(Math.floor(Date.now() / DAY_MS) - 1);
  const recent = await countAwardDelays(db, { from: yesterday });
  return { ...(await readProgrammeHealth(db, {})), recentDelays: recent.get('') ?? [] };
}
