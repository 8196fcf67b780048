import type { ReviewTrust } from '@perennial/programme';

import type { Evidence } from '../evidence.js';
import { poissonTail } from '../poisson-tail.js';
import type { Figures, Signal } from './signal.js';

/** The product got many more reviews that day than it gets: all of the day, since which came first means nothing. */
export const burst: Signal = { code: 'burst', weight: 'burst', against: burstOf };

/** @param evidence of any review of the product on that day */
export function burstOf(
  { onDay, past }: Pick<Evidence, 'onDay' | 'past'>,
  { burst: { pastDays, perDayMin, tail: tailMax } }: Pick<ReviewTrust, 'burst'>,
): Figures | undefined {
  const expected = Math.max(past / pastDays, perDayMin);
  const tail = poissonTail(onDay, expected);
  return tail > tailMax ? undefined : { onDay, expected, tail };
}
