import { setTimeout as sleep } from 'node:timers/promises';

import { PositionReader } from '../platform/position-reader.js';
import type { Position } from '../platform/position-reader.js';
import type { Platform } from '../platform/platform.js';
import type { Screen } from '../screen/screen.js';
import { tickerLine } from '../screen/wording.js';
import type { PlatformNews } from './platform-news.js';
import { Rate } from './rate.js';

const LOOK_EVERY_MS = 1_000;

/** Shows what flows through the platform, counted from now, until `signal` says stop. */
export async function runTicker(
  platform: Platform,
  news: Pick<PlatformNews, 'restarts' | 'down'>,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const reader = new PositionReader(platform);
  const rate = new Rate();
  let start: Position | undefined;
  let latest: Position | undefined;
  while (!signal.aborted) {
    // While the broker is being restarted the last figures stay.
    latest = await reader.read().catch(() => latest);
    if (signal.aborted) return;
    if (latest) {
      start ??= latest;
      const eventsIn = latest.eventsIn - start.eventsIn;
      screen.status(
        tickerLine({
          eventsIn,
          eventsPerSecond: rate.of(eventsIn, performance.now()),
          rewardsOut: latest.rewardsOut - start.rewardsOut,
          lag: latest.lag,
          quarantined: latest.quarantined - start.quarantined,
          restarts: news.restarts,
          down: news.down,
        }),
      );
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
