import type { Tx } from '@perennial/persistence';

import { delayQuantile, type DelayCount } from './domain/award-delay.js';
import { isoDate } from './domain/calendar-day.js';
import type { ProgrammeHealth } from './domain/programme-health.js';
import type { GaugeValue, KeptGauge } from './gauge.js';
import { readProgrammeHealth } from './store/programme-health.js';
import { countAwardDelays } from './store/queries/count-award-delays.js';

const DAY_MS = 86_400_000;

/** Values by their labels; null where there is none to tell. */
type Values = readonly (readonly [labels: Readonly<Record<string, string>>, value: bigint | number | null])[];

interface ProgrammeGauge extends KeptGauge {
  readonly valuesOf: (health: ProgrammeHealth & { readonly recentDelays: readonly DelayCount[] }) => Values;
}

const MOVEMENTS = [
  ...['issued', 'redeemed', 'reinstated', 'expired', 'forgotten', 'clawedBack', 'adjusted', 'transferred'],
] as const satisfies readonly (keyof ProgrammeHealth)[];

/** How the programme does, in the whole database. */
export const PROGRAMME_GAUGES: readonly ProgrammeGauge[] = [
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
    help: 'Points redeemed and not reinstated for each point issued and not clawed back, since the beginning.',
    labels: [],
    valuesOf: ({ redemptionRate }) => [[{}, redemptionRate]],
  },
  {
    name: 'loyalty_breakage_ratio',
    help: 'Points expired or forgotten for each point issued and not clawed back, since the beginning.',
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

/** Works out what the gauges are now. Delays are those of the machines' clock, whatever time the service was told. */
export async function readProgrammeGauges(db: Tx): Promise<GaugeValue[]> {
  const yesterday = isoDate(Math.floor(Date.now() / DAY_MS) - 1);
  const recent = await countAwardDelays(db, { from: yesterday });
  const health = { ...(await readProgrammeHealth(db, {})), recentDelays: recent.get('') ?? [] };
  return PROGRAMME_GAUGES.flatMap(({ name, valuesOf }) =>
    valuesOf(health).flatMap(([labels, value]) => (value === null ? [] : { name, labels, value: Number(value) })),
  );
}
