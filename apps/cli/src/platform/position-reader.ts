import { topics } from '@perennial/contracts';
import { endOffsets, groupLag } from '@perennial/messaging';

import type { Platform } from './platform.js';
import { followQuarantines, QuarantineCount } from './quarantine-count.js';
import { serviceNames } from './workspace.js';

const consumable = topics.map((topic) => topic.name);
const inputs = topics.filter((topic) => topic.kind === 'input').map((topic) => topic.name);
const REWARDS = 'loyalty.reward-issued';

/** Where the topics and the quarantine stand. Counts of records never go down. */
export interface Position {
  readonly eventsIn: number;
  readonly rewardsOut: number;
  /** Records not yet applied, over the three services. */
  readonly lag: number;
  /** Distinct records any service refused. */
  readonly quarantined: number;
}

/** Looks where the platform stands, again and again. */
export class PositionReader {
  private readonly quarantine = new QuarantineCount();

  constructor(private readonly platform: Platform) {}

  async read(): Promise<Position> {
    const { cluster, urls } = this.platform;
    const [ends, lags] = await Promise.all([
      endOffsets(cluster, [...inputs, REWARDS]),
      Promise.all(serviceNames.map((group) => groupLag({ ...cluster, group, topics: consumable }))),
      followQuarantines(this.quarantine, Object.values(urls)),
    ]);
    const total = (wanted: (topic: string) => boolean) =>
      ends.filter(({ topic }) => wanted(topic)).reduce((sum, { end }) => sum + Number(end), 0);
    return {
      eventsIn: total((topic) => topic !== REWARDS),
      rewardsOut: total((topic) => topic === REWARDS),
      lag: lags.flatMap(consumedOnly).reduce((sum, { lag }) => sum + Number(lag), 0),
      quarantined: this.quarantine.size,
    };
  }
}

/** A group that never committed anything of a topic does not read it: not every service reads every topic. */
function consumedOnly<Lag extends { readonly topic: string; readonly committed: bigint | null }>(
  lags: readonly Lag[],
): Lag[] {
  const read = new Set(lags.filter(({ committed }) => committed !== null).map(({ topic }) => topic));
  return lags.filter(({ topic }) => read.has(topic));
}
